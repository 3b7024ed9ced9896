package io.flinkiscc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedJsonWriter;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RecordRejectedException;
import io.flinkiscc.kafka.UnitConflictListener;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.EnrichedRecords;
import io.flinkiscc.query.FoundParts;
import io.flinkiscc.query.KeyGroupOf;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.serve.ClientOptions;
import io.flinkiscc.serve.Consistency;
import io.flinkiscc.serve.IsccClient;
import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.state.IsccSnapshot;
import io.flinkiscc.state.SnapshotOptions;
import io.flinkiscc.testing.GoldenData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The golden queries asked in all ways there are: the answers of the library are the golden ones,
 * and all others are the same JSON to the letter, but for the time they took. SQL gives the matches
 * of them.
 */
class GoldenAnswersITCase {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int KEY_GROUPS = 128;

  @TempDir static Path dir;

  private static final Map<Integer, GoldenIndexJob> JOBS = new TreeMap<>();
  private static List<EnrichedRecord> library;

  /** A way of asking. */
  enum Door {
    JOB {
      @Override
      List<EnrichedRecord> ask(GoldenIndexJob job) {
        return job.answers();
      }
    },
    SERVICE {
      @Override
      List<EnrichedRecord> ask(GoldenIndexJob job) throws Exception {
        try (IsccClient client = IsccClient.open(ClientOptions.builder(job.registry()).build())) {
          return all(client);
        }
      }
    },
    SERVICE_COMMITTED {
      @Override
      List<EnrichedRecord> ask(GoldenIndexJob job) throws Exception {
        job.checkpoint();
        try (IsccClient client =
            IsccClient.open(
                ClientOptions.builder(job.registry()).consistency(Consistency.COMMITTED).build())) {
          return all(client);
        }
      }
    },
    CHECKPOINT {
      @Override
      List<EnrichedRecord> ask(GoldenIndexJob job) throws Exception {
        return saved(job.checkpoint());
      }
    },
    SAVEPOINT {
      @Override
      List<EnrichedRecord> ask(GoldenIndexJob job) throws Exception {
        return saved(job.savepoint());
      }
    };

    abstract List<EnrichedRecord> ask(GoldenIndexJob job) throws Exception;

    private static List<EnrichedRecord> all(IsccSearcher searcher) {
      return GoldenIndexJob.QUERIES.stream().map(searcher::search).toList().stream()
          .map(java.util.concurrent.CompletableFuture::join)
          .toList();
    }

    private static List<EnrichedRecord> saved(Path path) throws Exception {
      SnapshotOptions options =
          SnapshotOptions.builder().rules(MatchRules.compatible()).realm(0).build();
      try (IsccSnapshot snapshot = IsccSnapshot.open(path.toString(), options)) {
        return GoldenIndexJob.QUERIES.stream().map(snapshot::search).toList();
      }
    }
  }

  @BeforeAll
  static void start() throws Exception {
    library = askLibrary();
    for (int parallelism : new int[] {1, 3}) {
      JOBS.put(parallelism, GoldenIndexJob.start(parallelism, dir.resolve("p" + parallelism)));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (GoldenIndexJob job : JOBS.values()) {
      job.close();
    }
  }

  @Test
  void theLibraryAnswersAsExpected() {
    GoldenData.assertGolden(
        library.stream().map(r -> new String(EnrichedJsonWriter.write(r), UTF_8)).toList(),
        "library");
  }

  @ParameterizedTest
  @CsvSource({
    "JOB, 1",
    "JOB, 3",
    "SERVICE, 1",
    "SERVICE, 3",
    "SERVICE_COMMITTED, 1",
    "SERVICE_COMMITTED, 3",
    "CHECKPOINT, 1",
    "CHECKPOINT, 3",
    "SAVEPOINT, 1",
    "SAVEPOINT, 3"
  })
  void allWaysGiveTheSameAnswers(Door door, int parallelism) throws Exception {
    Map<String, String> expected = json(library);
    assertThat(expected).hasSize(150);
    assertThat(json(door.ask(JOBS.get(parallelism)))).containsExactlyEntriesOf(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void sqlGivesTheSameMatches(int parallelism) throws Exception {
    Map<String, List<String>> expected = new TreeMap<>();
    for (EnrichedRecord answer : library) {
      for (GlobalMatch match : answer.globalMatches()) {
        expected.computeIfAbsent(answer.queryId(), id -> new ArrayList<>()).add(row(answer, match));
      }
    }
    assertThat(expected).hasSizeGreaterThan(100);
    assertThat(GoldenSql.ask(JOBS.get(parallelism).registry())).containsExactlyEntriesOf(expected);
  }

  private static String row(EnrichedRecord answer, GlobalMatch match) {
    Map<String, Double> scores = new TreeMap<>();
    Map<String, Row> distances = new TreeMap<>();
    match
        .types()
        .forEach(
            (type, score) -> {
              scores.put(type.name(), score.score());
              distances.put(type.name(), Row.of(score.hamming(), score.bits()));
            });
    return GoldenSql.text(
        match.id().canonical(),
        match.score(),
        match.relation(),
        scores,
        distances,
        new String(match.metadataJson(), UTF_8),
        answer.status().id(),
        answer.completeness().id());
  }

  /** The JSON of answers by query, without the time they took. */
  private static Map<String, String> json(List<EnrichedRecord> answers) throws Exception {
    Map<String, String> byQuery = new TreeMap<>();
    for (EnrichedRecord answer : answers) {
      ObjectNode json = (ObjectNode) JSON.readTree(EnrichedJsonWriter.write(answer));
      assertThat(json.remove("took_us")).as("time of %s", answer.queryId()).isNotNull();
      assertThat(byQuery.put(answer.queryId(), json.toString())).as("second answer").isNull();
    }
    return byQuery;
  }

  private static List<EnrichedRecord> askLibrary() throws Exception {
    try (AssetIndex index = AssetIndex.builder().build()) {
      IsccJsonFormat format = new IsccJsonFormat(0);
      for (RawRecord event : GoldenData.events()) {
        try {
          format
              .parse(event, UnitConflictListener.NONE)
              .ifPresent(op -> index.apply(op, KeyGroupOf.key(op.key(), KEY_GROUPS)));
        } catch (RecordRejectedException e) {
          assertThat(GoldenData.refusals()).containsKey(new String(event.key(), UTF_8));
        }
      }
      List<EnrichedRecord> answers = new ArrayList<>();
      for (QueryRecord query : GoldenIndexJob.QUERIES) {
        answers.add(ask(index.snapshot(), query));
      }
      return answers;
    }
  }

  private static EnrichedRecord ask(IndexSnapshot index, QueryRecord record) {
    Map<UnitType, Code> units =
        record
            .isccId()
            .map(id -> index.get(id.body()).map(Asset::units).orElseThrow())
            .orElseGet(() -> UnitCodes.of(record.units()));
    Set<UnitType> all = Set.of(UnitType.values());
    MatchQuery query = new QueryTerms(all).of(record, units).orElseThrow();
    MatchRules rules = MatchRules.compatible();
    FoundParts found =
        new FoundParts(
            new MatchMerger(rules).merge(query, List.of(new Matcher(rules).match(index, query))),
            1,
            index.maxEventTimeMicros(),
            List.of());
    return new EnrichedRecords(0, all).answered(record, query, found, "", 0);
  }
}
