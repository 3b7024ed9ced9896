package io.flinkiscc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.testing.GoldenData;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LocalCommandITCase {

  private final StringWriter err = new StringWriter();

  @TempDir Path dir;

  private void run(Path events, Path queries, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "local",
                "--events",
                events.toString(),
                "--queries",
                queries.toString(),
                "--output",
                dir.resolve("out").toString()));
    args.addAll(List.of(more));
    CommandLine commandLine = Main.commandLine();
    commandLine.setErr(new PrintWriter(err, true));
    assertThat(commandLine.execute(args.toArray(String[]::new))).as(err.toString()).isZero();
  }

  private Path goldenQueries() throws Exception {
    List<String> lines = new ArrayList<>();
    for (RawRecord query : GoldenData.queries()) {
      lines.add(new String(query.value(), UTF_8));
    }
    return Files.write(dir.resolve("queries.jsonl"), lines);
  }

  private List<String> output(String file) throws Exception {
    return Files.readAllLines(dir.resolve("out").resolve(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "3"})
  void givesTheGoldenAnswersOverGzippedEvents(String parallelism) throws Exception {
    Path events = dir.resolve("events.jsonl.gz");
    try (var in = Main.class.getResourceAsStream("/demo/events.jsonl.gz")) {
      Files.copy(in, events);
    }
    run(
        events,
        goldenQueries(),
        "--scoring",
        "compatible",
        "--limit",
        "10",
        "--parallelism",
        parallelism,
        "--checkpoint-dir",
        dir.resolve("checkpoints").toString());
    GoldenData.assertGolden(output("enriched.jsonl"), "local, parallelism " + parallelism);
    assertThat(output("dead-letters.jsonl")).hasSize(GoldenData.refusals().size());
    assertThat(err.toString()).contains("150 results {ok=150}", "6 dead letters");
    assertThat(dir.resolve("out/enriched.jsonl.part")).doesNotExist();
  }

  @Test
  void everyKindOfBadLineGetsItsDeadLetterAndTheRestGoesOn() throws Exception {
    String asset = "{\"iscc_id\":\"ISCC:MAIGF5BUQTI2VEAB\",\"units\":[\"ISCC:AAA2YNSIZ4EESTCR\"]}";
    Path events =
        Files.write(
            dir.resolve("events.jsonl"),
            List.of(
                asset,
                "",
                "{broken",
                "{\"iscc_id\":\"ISCC:MEIGG6O2AW3AAD77\",\"units\":[\"ISCC:AAA2YNSIZ4EESTCR\"]}",
                "{\"op\":\"merge\",\"iscc_id\":\"ISCC:MAIGF5BUQTI2VEAB\"}",
                "{\"iscc_id\":\"ISCC:MAIGF5BUQTI2VEAB\",\"units\":[]}",
                "{\"iscc_id\":\"ISCC:MAIGF5BUQTI2VEAB\",\"units\":[\"ISCC:AAA2YNSIZ4EESTCR\"],"
                    + "\"metadata\":{\"x\":\""
                    + "y".repeat(10_000_000)
                    + "\"}}"));
    Path queries =
        Files.write(
            dir.resolve("queries.jsonl"),
            List.of(
                "{\"query_id\":\"a\",\"units\":[\"ISCC:AAA2YNSIZ4EESTCR\"]}",
                "{\"query_id\":\"b\",\"units\":[\"ISCC:AAA2YNSIZ4EESTCR\"],\"filter\":{\"a\":1}}",
                "no json"));
    run(events, queries);
    assertThat(output("dead-letters.jsonl"))
        .hasSize(7)
        .anyMatch(l -> l.contains("malformed-json") && l.contains("\"offset\":3"))
        .anyMatch(l -> l.contains("wrong-realm"))
        .anyMatch(l -> l.contains("unknown-op"))
        .anyMatch(l -> l.contains("too-large") && l.length() < 2_000_000)
        .anyMatch(l -> l.contains("is no filter") && l.contains("invalid-field"));
    assertThat(output("enriched.jsonl"))
        .hasSize(3)
        .anyMatch(l -> l.contains("\"query_id\":\"a\"") && l.contains("ISCC:MAIGF5BUQTI2VEAB"))
        .anyMatch(l -> l.contains("\"query_id\":\"b\"") && l.contains("\"status\":\"invalid\""));
  }

  @Test
  void emptyFilesGiveEmptyFiles() throws Exception {
    Path empty = Files.writeString(dir.resolve("empty.jsonl"), "");
    run(empty, empty, "--interleave");
    assertThat(output("enriched.jsonl")).isEmpty();
    assertThat(output("dead-letters.jsonl")).isEmpty();
  }
}
