package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.testing.KafkaTopics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records are imported into a topic of a real broker. */
class ImportToTopicITCase {

  private static final Path GOLDEN = Path.of("src/test/resources/state/v3/canonical");

  private static EmbeddedBroker broker;

  @TempDir Path dir;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @Test
  void everyAssetIsARecordWithItsKey() throws Exception {
    Path export = dir.resolve("export");
    assertThat(Commands.run("export", GOLDEN, "--output", export).exitCode()).isZero();
    KafkaTopics topics = new KafkaTopics(broker.bootstrapServers());
    topics.create("imported", 3);
    Commands done =
        Commands.run(
            "import",
            export.resolve("assets.jsonl"),
            "--realm",
            0,
            "--topic",
            "imported",
            "--bootstrap-servers",
            broker.bootstrapServers());
    assertThat(done.exitCode()).as("%s", done).isZero();
    assertThat(done.out()).contains("records_written: 127", "refused: 0");
    TreeSet<String> values = new TreeSet<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readCommitted("imported")) {
      String value = new String(record.value(), StandardCharsets.UTF_8);
      assertThat(DemoData.parse(value).path("iscc_id").asText())
          .isEqualTo(new String(record.key(), StandardCharsets.US_ASCII));
      values.add(value);
    }
    assertThat(values).isEqualTo(new TreeSet<>(Files.readAllLines(export.resolve("assets.jsonl"))));
  }

  @Test
  void aTopicThatCannotBeWrittenIsToldAsAFailure() throws Exception {
    Path line = dir.resolve("line.jsonl");
    Files.writeString(
        line, "{\"iscc_id\":\"ISCC:MAIGG6O2QWAPCIAH\",\"units\":[\"ISCC:AAAZC42DH7PZMA7I\"]}\n");
    Commands failed =
        Commands.run(
            "import",
            line,
            "--realm",
            0,
            "--topic",
            "no good name",
            "--bootstrap-servers",
            broker.bootstrapServers(),
            "--kafka-property",
            "max.block.ms=5000");
    assertThat(failed.exitCode()).as("%s", failed).isEqualTo(1);
    assertThat(failed.err()).contains("failed: ", "no good name");
  }
}
