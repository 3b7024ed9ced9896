package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.EnrichedJsonWriter;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.testing.GoldenData;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.CloseableIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pipeline over real records gives the exact answers, whatever the parallelism. */
class GoldenPipelineITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private final List<String> results = new ArrayList<>();
  private final Map<String, String> deadLetters = new HashMap<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void givesTheGoldenAnswers(int parallelism) throws Exception {
    run(
        IsccIndex.builder()
            .realm(0)
            .parallelism(parallelism)
            .rules(MatchRules.compatible())
            .answerAfterIngest(true)
            .engine(EngineOptions.builder().shardMaxAssets(100).build())
            .build(),
        GoldenData.queries());
    GoldenData.assertGolden(results, "parallelism " + parallelism);
    assertThat(deadLetters).isEqualTo(GoldenData.refusals());
  }

  @Test
  void afterAllEventsExactlyTheFinalIdsAreLive() throws Exception {
    Set<String> ids = new HashSet<>();
    List<RawRecord> asked = new ArrayList<>();
    for (RawRecord event : GoldenData.events()) {
      String id = new String(event.key(), StandardCharsets.UTF_8);
      if (ids.add(id)) {
        asked.add(query(id, "{\"iscc_id\":\"" + id + "\"}"));
      }
    }
    run(IsccIndex.builder().realm(0).parallelism(2).answerAfterIngest(true).build(), asked);
    Set<String> live = new HashSet<>();
    for (String result : results) {
      if (result.contains("\"status\":\"ok\"")) {
        live.add(result.substring(13, 13 + 21));
      }
    }
    assertThat(results).hasSize(ids.size());
    assertThat(live).isEqualTo(GoldenData.finalIds());
  }

  @Test
  void queriesByIdCanBeSwitchedOffAndAreThenRefused() throws Exception {
    run(
        IsccIndex.builder().realm(0).queriesById(false).answerAfterIngest(true).build(),
        List.of(query("q", "{\"iscc_id\":\"ISCC:MAIGHHCHWOG2BYAB\"}")));
    assertThat(results)
        .singleElement()
        .satisfies(
            r -> assertThat(r).contains("\"status\":\"invalid\"").contains("queries.by-id: true"));
  }

  @Test
  void anInvalidQueryIsAnsweredAndBecomesADeadLetter() throws Exception {
    run(
        IsccIndex.builder().realm(0).build(),
        List.of(
            query("q1", "{\"units\":[]}"),
            query("q2", "{\"filter\":7,\"iscc_id\":\"ISCC:MAIGHHCHWOG2BYAB\"}")));
    assertThat(results)
        .hasSize(2)
        .allSatisfy(r -> assertThat(r).contains("\"status\":\"invalid\""));
    assertThat(deadLetters).containsKeys("q1", "q2").containsEntry("q2", "invalid-field");
  }

  private void run(IsccIndex index, List<RawRecord> queries) throws Exception {
    results.clear();
    deadLetters.clear();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.setParallelism(2);
    IngestRecords ingest =
        IngestRecords.parse(
            env.fromData(GoldenData.events()).uid("events"), new IsccJsonFormat(0), "parse");
    QueryRecords asked =
        QueryRecords.parse(env.fromData(queries).uid("queries"), new QueryFormat(0), "parse-q");
    try (CloseableIterator<EnrichedRecord> enriched =
            index
                .ingest(ingest.changes())
                .enrich(asked.queries())
                .union(asked.invalidResults())
                .collectAsync();
        CloseableIterator<DeadLetter> dead =
            ingest.deadLetters().union(asked.deadLetters()).collectAsync()) {
      env.executeAsync("golden");
      enriched.forEachRemaining(
          r -> results.add(new String(EnrichedJsonWriter.write(r), StandardCharsets.UTF_8)));
      dead.forEachRemaining(
          d -> deadLetters.put(new String(d.raw().key(), StandardCharsets.UTF_8), d.code().id()));
    }
  }

  private static RawRecord query(String id, String json) {
    return new RawRecord(
        "queries",
        0,
        0,
        0,
        id.getBytes(StandardCharsets.UTF_8),
        json.getBytes(StandardCharsets.UTF_8));
  }
}
