package io.flinkiscc.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Distance;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Answers on real data: 150 queries whose exact answers were computed elsewhere by brute force, on
 * the state that 1 734 changes of 1 528 records lead to.
 *
 * <p>A golden answer holds per unit type the ten nearest, nearest first, and the ten best assets by
 * the formula of iscc-search. Among equal distances and equal scores it orders by the text of the
 * ID, here it is by length and by number: so distances and scores are compared at every rank, and
 * IDs as far as they are told by the score alone.
 */
class GoldenAnswersTest {

  private static final int LIMIT = 10;
  private static final double SAME_SCORE = 1e-6;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theFinalStateIsThatOfTheLog(int parts) {
    SplitIndex index = index(parts);
    Set<IsccId> ids = DemoData.finalIds();
    assertThat(ids).hasSize(1478);
    assertThat(index.liveAssets()).isEqualTo(ids.size());
    assertThat(ids).allMatch(id -> index.get(id.body()).isPresent());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void answersAreTheGoldenOnes(int parts) {
    SplitIndex index = index(parts);
    List<String> deviations = new ArrayList<>();
    List<JsonNode> queries = DemoData.goldenQueries();
    for (JsonNode golden : queries) {
      MergedAnswer answer = index.ask(MatchRules.compatible(), query(index, golden.get("query")));
      compareUnits(golden, answer.unitMatches(), deviations);
      compareMatches(golden, answer.matches(), deviations);
    }
    assertThat(queries).hasSize(150);
    assertThat(deviations).isEmpty();
  }

  private static void compareUnits(
      JsonNode golden, Map<UnitType, List<UnitHit>> found, List<String> deviations) {
    Map<UnitType, List<Distance>> expected = new TreeMap<>();
    golden
        .get("exact_topk")
        .properties()
        .forEach(
            type -> {
              List<Distance> distances = new ArrayList<>();
              type.getValue()
                  .forEach(
                      hit ->
                          distances.add(
                              new Distance(hit.get("hamming").asInt(), hit.get("bits").asInt())));
              expected.put(UnitType.parse(type.getKey()), distances);
            });
    if (!expected.keySet().equals(found.keySet())) {
      deviations.add(id(golden) + ": types " + found.keySet() + " are not " + expected.keySet());
      return;
    }
    expected.forEach(
        (type, distances) -> {
          List<UnitHit> hits = found.get(type);
          boolean same = hits.size() == distances.size();
          for (int i = 0; same && i < hits.size(); i++) {
            Distance distance = new Distance(hits.get(i).hamming(), hits.get(i).bits());
            same = distance.compareTo(distances.get(i)) == 0;
          }
          if (!same) {
            deviations.add(id(golden) + ": " + type + " " + hits + " is not " + distances);
          }
        });
  }

  private static void compareMatches(
      JsonNode golden, List<AssetMatch> found, List<String> deviations) {
    JsonNode expected = golden.get("exact_global_matches_threshold_0.75");
    if (expected.size() != found.size()) {
      deviations.add(id(golden) + ": " + found.size() + " matches, not " + expected.size());
      return;
    }
    for (int i = 0; i < found.size(); i++) {
      AssetMatch match = found.get(i);
      if (Math.abs(match.score() - expected.get(i).get("score").asDouble()) >= SAME_SCORE) {
        deviations.add(id(golden) + ": rank " + i + " " + match + " is not " + expected.get(i));
      }
    }
    // The last score may go on behind the limit, where either order may have cut it.
    double cut =
        found.size() == LIMIT ? expected.get(LIMIT - 1).get("score").asDouble() : -SAME_SCORE;
    Map<Long, Map<UnitType, Double>> wanted = new TreeMap<>();
    expected.forEach(
        m -> {
          if (m.get("score").asDouble() > cut + SAME_SCORE) {
            wanted.put(IsccId.parse(m.get("iscc_id").asText()).body(), unitScores(m));
          }
        });
    Map<Long, Map<UnitType, Double>> got = new TreeMap<>();
    found.forEach(
        m -> {
          if (m.score() > cut + SAME_SCORE) {
            Map<UnitType, Double> scores = new TreeMap<>();
            m.distances().forEach((type, d) -> scores.put(type, rounded(d.score())));
            got.put(m.key(), scores);
          }
        });
    if (!got.equals(wanted)) {
      deviations.add(id(golden) + ": assets " + got + " are not " + wanted);
    }
  }

  private static Map<UnitType, Double> unitScores(JsonNode match) {
    Map<UnitType, Double> scores = new TreeMap<>();
    match
        .get("types")
        .properties()
        .forEach(t -> scores.put(UnitType.parse(t.getKey()), rounded(t.getValue().asDouble())));
    return scores;
  }

  private static double rounded(double score) {
    return Math.rint(score * 1e6) / 1e6;
  }

  /**
   * How many relatives (other versions, sizes, formats and edits of the same content) are among the
   * ten best. The numbers are what the rules reach on this data, so that no change of the rules
   * goes unseen.
   */
  @Test
  void relativesAreFound() {
    SplitIndex index = index(1);
    assertThat(relatives(index, MatchRules.compatible()))
        .isEqualTo(new Relatives(757, 696, 789, 140));
    assertThat(relatives(index, MatchRules.tiered())).isEqualTo(new Relatives(757, 667, 695, 140));
  }

  /**
   * What is found over all queries.
   *
   * @param reachable relatives there are, at most ten per query
   * @param found relatives among the matches
   * @param matches all matches, relatives and strangers
   * @param first queries whose best match is a relative, of 145 that have any
   */
  private record Relatives(int reachable, int found, int matches, int first) {}

  private static Relatives relatives(SplitIndex index, MatchRules rules) {
    int reachable = 0;
    int found = 0;
    int all = 0;
    int first = 0;
    for (JsonNode golden : DemoData.goldenQueries()) {
      Set<Long> group = new HashSet<>();
      golden.get("truth_group").forEach(id -> group.add(IsccId.parse(id.asText()).body()));
      List<AssetMatch> matches = index.ask(rules, query(index, golden.get("query"))).matches();
      reachable += Math.min(LIMIT, group.size());
      found += (int) matches.stream().filter(m -> group.contains(m.key())).count();
      all += matches.size();
      first += !matches.isEmpty() && group.contains(matches.get(0).key()) ? 1 : 0;
    }
    return new Relatives(reachable, found, all, first);
  }

  private static SplitIndex index(int parts) {
    SplitIndex index = new SplitIndex(parts);
    DemoData.changes().forEach(index::apply);
    return index;
  }

  private static MatchQuery query(SplitIndex index, JsonNode query) {
    MatchQuery.Builder builder = MatchQuery.builder().limit(LIMIT).includeUnitMatches(true);
    if (query.has("iscc_id")) {
      long key = IsccId.parse(query.get("iscc_id").asText()).body();
      Asset asset = index.get(key).orElseThrow();
      asset.units().forEach(builder::unit);
      return builder.excludedKey(OptionalLong.of(key)).build();
    }
    DemoData.units(query).forEach(builder::unit);
    return builder.build();
  }

  private static String id(JsonNode golden) {
    return golden.get("query_id").asText();
  }
}
