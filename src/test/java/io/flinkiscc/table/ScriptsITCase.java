package io.flinkiscc.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.cli.EmbeddedBroker;
import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.SearcherFactory;
import io.flinkiscc.state.IsccSnapshot;
import io.flinkiscc.testing.KafkaTopics;
import io.flinkiscc.testing.SavedIndexes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every script of {@code jobs} does what it says, against a real broker. */
class ScriptsITCase {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String REAL_ID = "ISCC:MAIGHHCHWOG2BYAB";

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(8)
              .build());

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @TempDir Path dir;

  private final List<TableResult> started = new ArrayList<>();

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
    for (String topic :
        List.of("iscc-ingest", "iscc-dead-letters", "works", "similar-works", "most-similar")) {
      topics.create(topic, 2);
    }
    topics.send(
        List.of(
            KafkaTopics.text("works", "a", work("a", SavedIndexes.unit(3))),
            KafkaTopics.text("works", "b", work("b", SavedIndexes.id(7))),
            KafkaTopics.text("works", "c", work("c", "nonsense")),
            KafkaTopics.text("works", "d", "{\"work_id\":\"d\"}"),
            KafkaTopics.text("works", "e", "no JSON")));
  }

  private static String work(String id, String iscc) {
    return "{\"work_id\":\"" + id + "\",\"iscc\":\"" + iscc + "\"}";
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @AfterEach
  void cancelJobs() throws Exception {
    for (TableResult job : started) {
      job.getJobClient().orElseThrow().cancel().get();
    }
  }

  private List<List<String>> run(String script, Map<String, String> more) throws Exception {
    Map<String, String> replaced = new LinkedHashMap<>(more);
    replaced.put("localhost:9092", broker.bootstrapServers());
    replaced.put("file:///tmp/flink-iscc/", dir.toUri().toString());
    replaced.put("'10 s'", "'200 ms'");
    return new SqlScript(script, replaced).run(new SqlSession(), started);
  }

  /** Runs ingest.sql on a topic of its own, until ten assets are found in the index. */
  private void startIndex(String topic) throws Exception {
    topics.create(topic, 2);
    for (int i = 0; i < 10; i++) {
      topics.send(List.of(KafkaTopics.text(topic, SavedIndexes.id(i), asset(i, i))));
    }
    run("ingest.sql", Map.of("iscc-ingest'", topic + "'"));
    SearcherFactory index =
        SearcherFactory.of(RegistryOptions.of(dir.resolve("registry").toUri().toString()));
    try (IsccSearcher searcher = index.open()) {
      await()
          .atMost(PATIENCE)
          .ignoreExceptions()
          .untilAsserted(
              () -> {
                for (int i = 0; i < 10; i++) {
                  assertThat(searcher.get(IsccId.of(0, i)).get()).isPresent();
                }
              });
    }
  }

  @Test
  void functionsSql() throws Exception {
    assertThat(run("functions.sql", Map.of()))
        .containsExactly(
            List.of("+I[ISCC:EAASKDNZNYGUUF5A]", "+I[null]"),
            List.of(
                "+I[ISCC:AAAYPXW445FTYNJ3]",
                "+I[ISCC:EAARMJLTQCUWAND2]",
                "+I[ISCC:GAAVVC5DMJJGYKZ4]",
                "+I[ISCC:IAAWIK7A7JTUAQ2D]"),
            List.of("+I[0.015625]", "+I[0.0]", "+I[null]"),
            List.of("+I[2025-07-13T00:18:23.960590Z]"));
  }

  @Test
  void ingestSql() throws Exception {
    run("ingest.sql", Map.of());
    topics.send(
        List.of(
            KafkaTopics.text("iscc-ingest", SavedIndexes.id(1), asset(1, 1)),
            KafkaTopics.text("iscc-ingest", SavedIndexes.id(2), asset(2, 2)),
            KafkaTopics.text("iscc-ingest", SavedIndexes.id(3), asset(3, 3)),
            KafkaTopics.text("iscc-ingest", SavedIndexes.id(4), "{"),
            KafkaTopics.text("iscc-ingest", SavedIndexes.id(1), asset(1, 9)),
            KafkaTopics.text("iscc-ingest", SavedIndexes.id(2), null)));
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .ignoreExceptions()
        .untilAsserted(() -> assertIndexed(dir.resolve("checkpoints")));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(topics.readCommittedText("iscc-dead-letters"))
                    .singleElement()
                    .asString()
                    .contains("malformed-json"));
  }

  private static String asset(int id, int ones) {
    return "{\"iscc_id\":\""
        + SavedIndexes.id(id)
        + "\",\"units\":[\""
        + SavedIndexes.unit(ones)
        + "\"],\"metadata\":{\"name\":\"n"
        + id
        + "\"}}";
  }

  private static void assertIndexed(Path checkpoints) throws Exception {
    try (IsccSnapshot snapshot = IsccSnapshot.open(checkpoints.toUri().toString())) {
      assertThat(snapshot.liveAssets()).isEqualTo(2);
      assertThat(snapshot.get(IsccId.of(0, 2))).isEmpty();
      assertThat(snapshot.get(IsccId.of(0, 3))).isPresent();
      Optional<Asset> updated = snapshot.get(IsccId.of(0, 1));
      assertThat(UnitCodes.texts(updated.orElseThrow().units()))
          .containsExactly(SavedIndexes.unit(9));
    }
  }

  @Test
  void enrichSql() throws Exception {
    startIndex("ingest-enrich");
    run("enrich.sql", Map.of());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<String> rows = topics.readCommittedText("similar-works");
              assertThat(rows)
                  .filteredOn(row -> row.startsWith("{\"work_id\":\"a\""))
                  .hasSize(5)
                  .anyMatch(row -> row.contains("\"iscc_id\":\"" + SavedIndexes.id(3) + "\""))
                  .allMatch(row -> row.contains("\"completeness\":\"exact\""));
              assertThat(rows)
                  .filteredOn(row -> row.startsWith("{\"work_id\":\"b\""))
                  .hasSize(5)
                  .noneMatch(row -> row.contains("\"iscc_id\":\"" + SavedIndexes.id(7) + "\""));
              assertThat(rows)
                  .filteredOn(row -> row.startsWith("{\"work_id\":\"c\""))
                  .singleElement()
                  .asString()
                  .contains("\"status\":\"invalid\"");
            });
  }

  @Test
  void lookupJoinSql() throws Exception {
    startIndex("ingest-lookup-join");
    run("lookup-join.sql", Map.of());
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<String> rows = topics.readCommittedText("most-similar");
              assertThat(rows)
                  .anyMatch(
                      row ->
                          row.contains("\"work_id\":\"a\"")
                              && row.contains("\"iscc_id\":\"" + SavedIndexes.id(3) + "\""))
                  .anyMatch(
                      row ->
                          row.contains("\"work_id\":\"c\"")
                              && row.contains("\"status\":\"invalid\""))
                  .anyMatch(row -> row.contains("\"work_id\":\"d\""));
            });
  }

  @Test
  void vectorSearchSql() throws Exception {
    startIndex("ingest-vector-search");
    List<List<String>> selected = run("vector-search.sql", Map.of());
    assertThat(selected).hasSize(1);
    assertThat(selected.get(0))
        .hasSize(3)
        .allMatch(row -> row.startsWith("+I[a, "))
        .anyMatch(row -> row.contains(SavedIndexes.id(3)));
  }

  @Test
  void snapshotSql() throws Exception {
    SavedIndexes.golden(dir.resolve("checkpoints").resolve("chk-1"));
    List<List<String>> selected = run("snapshot.sql", Map.of());
    assertThat(selected).hasSize(2);
    assertThat(selected.get(0)).isNotEmpty().allMatch(row -> row.contains("ISCC:"));
    assertThat(selected.get(1))
        .singleElement()
        .asString()
        .contains("\"status\":\"ok\"")
        .contains("\"completeness\":\"exact\"")
        .contains(REAL_ID);
  }
}
