package io.flinkiscc.scenario;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.nphd.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Makes queries and checks their answers. A census asks for everything: whenever it is asked, what
 * it finds in one key group must be what the log said of that key group at one moment.
 */
final class AnswerCheck {

  /** Realm of all ids. */
  static final int REALM = 0;

  private static final String CENSUS = "census-";
  private static final String BY_ID = "id-";
  private static final String LAST = "last-";

  private final LogOracle oracle;
  private final int maxParallelism;

  AnswerCheck(LogOracle oracle, int maxParallelism) {
    this.oracle = oracle;
    this.maxParallelism = maxParallelism;
  }

  /** Asks for all live assets, to be answered from any moment. */
  static QueryRecord census(int number, Code near) {
    return all(CENSUS + number, near);
  }

  /** Asks for all live assets, to be answered from the end of the log. */
  static QueryRecord lastCensus(int number, Code near) {
    return all(LAST + CENSUS + number, near);
  }

  private static QueryRecord all(String id, Code near) {
    return QueryRecord.builder(id)
        .units(List.of(IsccUnit.of(ScenarioAssets.COMMON, near.toBytes())))
        .limit(QueryRecord.MAX_LIMIT)
        .threshold(0)
        .exact(true)
        .includeUnitMatches(true)
        .build();
  }

  /** Asks for what is similar to an asset, at any moment or at the end of the log. */
  static QueryRecord byId(boolean last, int number, long key) {
    return QueryRecord.builder((last ? LAST : "") + BY_ID + number)
        .isccId(IsccId.of(REALM, key))
        .build();
  }

  /** What is wrong with an answer; empty if nothing is. */
  List<String> problems(EnrichedRecord answer, QueryRecord query) {
    List<String> problems = new ArrayList<>();
    String id = answer.queryId();
    Status status = answer.status();
    if (status != Status.OK && (status != Status.NOT_FOUND || query.isccId().isEmpty())) {
      problems.add(id + " got " + status + " " + answer.reason());
      return problems;
    }
    Map<Long, String> found = labels(answer, problems);
    if (id.startsWith(LAST + CENSUS)) {
      checkLast(answer, query, found, problems);
    } else if (id.startsWith(CENSUS)) {
      checkMoment(id, found, problems);
    } else if (id.startsWith(LAST)) {
      checkLastById(answer, query, problems);
    }
    return problems;
  }

  private Map<Long, String> labels(EnrichedRecord answer, List<String> problems) {
    Map<Long, String> labels = new HashMap<>();
    for (GlobalMatch match : answer.globalMatches()) {
      long key = match.id().body();
      String label = new String(match.metadataJson(), StandardCharsets.UTF_8);
      if (labels.put(key, label) != null) {
        problems.add(answer.queryId() + " has twice " + Long.toHexString(key));
      }
      boolean ever =
          oracle.last().containsKey(key)
              && (oracle.splitOf(key) < 0
                  ? oracle.possible(key, label)
                  : !oracle.moments(key, label).isEmpty());
      if (!ever) {
        problems.add(answer.queryId() + " has " + Long.toHexString(key) + " as never " + label);
      }
    }
    return labels;
  }

  private void checkMoment(String id, Map<Long, String> found, List<String> problems) {
    Map<List<Integer>, BitSet> moments = new TreeMap<>(AnswerCheck::compare);
    for (long key : oracle.last().keySet()) {
      int split = oracle.splitOf(key);
      if (split >= 0) {
        int group = KeyGroupRangeAssignment.assignToKeyGroup(key, maxParallelism);
        BitSet possible =
            moments.computeIfAbsent(List.of(split, group), s -> oracle.moments(split));
        boolean before = !possible.isEmpty();
        possible.and(oracle.moments(key, found.get(key)));
        if (before && possible.isEmpty()) {
          problems.add(
              "%s: no moment of split %d fits key group %d, as of %x as %s"
                  .formatted(id, split, group, key, found.get(key)));
        }
      }
    }
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    int order = a.get(0).compareTo(b.get(0));
    return order != 0 ? order : a.get(1).compareTo(b.get(1));
  }

  private void checkLast(
      EnrichedRecord answer, QueryRecord query, Map<Long, String> found, List<String> problems) {
    Code near = Code.of(query.units().get(0).body());
    Map<Long, Integer> distances = new HashMap<>();
    answer
        .unitMatches()
        .getOrDefault(ScenarioAssets.COMMON, List.of())
        .forEach(m -> distances.put(m.id().body(), m.hamming()));
    oracle
        .last()
        .forEach(
            (key, state) -> {
              Asset asset = state.asset();
              Integer distance =
                  asset == null ? null : near.hamming(asset.units().get(ScenarioAssets.COMMON));
              if (!state.says(found.get(key)) || !Objects.equals(distance, distances.get(key))) {
                problems.add(
                    "%s: %x is %s at distance %s, should be %s at %s"
                        .formatted(
                            answer.queryId(),
                            key,
                            found.get(key),
                            distances.get(key),
                            state.label(),
                            distance));
              }
            });
  }

  private void checkLastById(EnrichedRecord answer, QueryRecord query, List<String> problems) {
    KeyState state = oracle.last().get(query.isccId().orElseThrow().body());
    List<String> units =
        state.asset() == null
            ? List.of()
            : state.asset().units().entrySet().stream()
                .map(e -> IsccUnit.of(e.getKey(), e.getValue().toBytes()).canonical())
                .toList();
    if (!answer.units().equals(units)) {
      problems.add(answer.queryId() + " has units " + answer.units() + ", should be " + units);
    }
  }
}
