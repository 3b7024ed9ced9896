package io.flinkiscc.table;

import static io.flinkiscc.testing.SavedIndexes.id;
import static io.flinkiscc.testing.SavedIndexes.unit;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.cli.EmbeddedBroker;
import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.state.IsccSnapshot;
import io.flinkiscc.testing.KafkaTopics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An index is what an aggregation says, whose rows change. */
class SinkSqlITCase {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @TempDir Path dir;

  @Test
  void followsAnAggregation() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      KafkaTopics topics = new KafkaTopics(broker.bootstrapServers());
      topics.create("events", 1);
      JobClient job = start(broker.bootstrapServers());
      try {
        topics.send(
            List.of(
                event(id(1), unit(1), "first"),
                event(id(2), unit(2), "second"),
                event(id(3), "nonsense", "third"),
                event(id(1), unit(9), "again")));
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .ignoreExceptions()
            .untilAsserted(this::assertIndexed);
        // Files are renamed while they are looked for.
        await()
            .atMost(PATIENCE)
            .ignoreExceptions()
            .untilAsserted(
                () ->
                    assertThat(deadLetters())
                        .singleElement()
                        .asString()
                        .contains("invalid-iscc", "default_catalog.default_database.idx"));
      } finally {
        job.cancel().get();
      }
    }
  }

  private JobClient start(String brokers) {
    SqlSession sql = new SqlSession();
    sql.tables().getConfig().set("execution.checkpointing.interval", "200 ms");
    sql.tables()
        .getConfig()
        .set("execution.checkpointing.dir", dir.resolve("checkpoints").toUri().toString());
    sql.run(
        "CREATE TEMPORARY TABLE events (asset STRING, unit STRING, name STRING) WITH ('connector' ="
            + " 'kafka', 'topic' = 'events', 'properties.bootstrap.servers' = '"
            + brokers
            + "', 'scan.startup.mode' = 'earliest-offset', 'format' = 'json')");
    sql.run(
        "CREATE TEMPORARY TABLE idx (iscc_id STRING, metadata STRING, units ARRAY<STRING>, seq"
            + " BIGINT, PRIMARY KEY (iscc_id) NOT ENFORCED) WITH ('connector' = 'iscc-index',"
            + " 'index.realm' = '0', 'sink.parallelism' = '3', 'dead-letter.path' = '"
            + dir.resolve("dead").toUri()
            + "')");
    return sql.run(
            "INSERT INTO idx SELECT asset, JSON_OBJECT('name' VALUE LAST_VALUE(name)),"
                + " ARRAY[LAST_VALUE(unit)], COUNT(*) FROM events GROUP BY asset")
        .getJobClient()
        .orElseThrow();
  }

  private static ProducerRecord<byte[], byte[]> event(String asset, String unit, String name) {
    return KafkaTopics.text(
        "events",
        null,
        "{\"asset\":\"" + asset + "\",\"unit\":\"" + unit + "\",\"name\":\"" + name + "\"}");
  }

  private void assertIndexed() throws Exception {
    try (IsccSnapshot snapshot = IsccSnapshot.open(dir.resolve("checkpoints").toUri().toString())) {
      assertThat(snapshot.liveAssets()).isEqualTo(2);
      Asset again = snapshot.get(IsccId.of(0, 1)).orElseThrow();
      assertThat(UnitCodes.texts(again.units())).containsExactly(unit(9));
      assertThat(new String(again.metadata(), UTF_8)).isEqualTo("{\"name\":\"again\"}");
      assertThat(snapshot.get(IsccId.of(0, 2))).isPresent();
    }
  }

  private List<String> deadLetters() throws IOException {
    try (Stream<Path> files = Files.walk(dir.resolve("dead"))) {
      return files
          .filter(Files::isRegularFile)
          .flatMap(
              file -> {
                try {
                  return Files.readAllLines(file).stream();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              })
          .toList();
    }
  }
}
