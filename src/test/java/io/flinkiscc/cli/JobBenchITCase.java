package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The benchmarks that run a job, on little data. */
class JobBenchITCase {

  private static final int ASSETS = 2000;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private List<JsonNode> lines(String... args) throws Exception {
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(args));
    all.addAll(List.of("--assets", String.valueOf(ASSETS), "--shard-assets", "900"));
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    assertThat(commandLine.execute(all.toArray(String[]::new))).as(err.toString()).isZero();
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString().split("\n")) {
      JsonNode json = new ObjectMapper().readTree(line);
      assertThat(json.path("bench").asText()).isEqualTo(args[0]);
      assertThat(json.path("data").path("assets").asInt()).isEqualTo(ASSETS);
      assertThat(json.path("machine").path("cores").asInt()).isPositive();
      lines.add(json);
    }
    return lines;
  }

  private static List<String> results(List<JsonNode> lines) {
    return lines.stream().map(line -> line.path("result").asText()).toList();
  }

  @Test
  void lookupAsksTheServiceOfAnotherProcess() throws Exception {
    List<JsonNode> lines =
        lines(
            "lookup",
            "--rates",
            "50,100",
            "--seconds",
            "1",
            "--warm-up",
            ".5",
            "--overload",
            "2",
            "--timeout",
            "20000");
    assertThat(results(lines))
        .containsExactly("filled", "overhead", "rate", "rate", "overload", "recovered");
    assertThat(lines.get(0).path("live_assets").asInt()).isEqualTo(ASSETS);
    assertThat(lines.get(1).path("direct_p50_us").asDouble()).isPositive();
    for (JsonNode rate : lines.subList(2, 4)) {
      assertThat(rate.path("complete").asInt()).isEqualTo(rate.path("requests").asInt());
      assertThat(rate.path("recall").asDouble()).isEqualTo(1);
      assertThat(rate.path("service_cpu_s").asDouble()).isPositive();
    }
    assertThat(lines.get(5).path("errors").asInt()).isZero();
  }

  @Test
  void checkpointTellsWhatCheckpointsCostAndWhatTheySlowDown() throws Exception {
    List<JsonNode> lines =
        lines("checkpoint", "--checkpoints", "12", "--interval", "20", "--compare", "--each");
    assertThat(results(lines)).startsWith("filled", "first", "idle", "each");
    assertThat(results(lines)).endsWith("each", "checkpoints", "compare").hasSize(3 + 12 + 2);
    assertThat(lines.get(0).path("live_assets").asInt()).isEqualTo(ASSETS);
    assertThat(lines.get(2).path("referenced_sealed_bytes").asLong()).isPositive();
    long logs = 0;
    long encoded = 0;
    long uploaded = 0;
    for (JsonNode line : lines.subList(3, 3 + 12)) {
      logs += line.path("log_bytes").asLong();
      encoded += line.path("encoded_bytes").asLong();
      uploaded += line.path("uploaded_bytes").asLong();
      assertThat(line.path("metadata_bytes").asLong()).isPositive();
    }
    JsonNode all = lines.get(15);
    assertThat(encoded).isPositive();
    assertThat(all.path("checkpoints").asInt()).isEqualTo(12);
    assertThat(all.path("log_bytes").asLong()).isEqualTo(logs).isPositive();
    assertThat(all.path("encoded_bytes").asLong()).isEqualTo(encoded);
    assertThat(all.path("uploaded_bytes").asLong()).isEqualTo(uploaded).isGreaterThan(logs);
    assertThat(all.path("amortised").asDouble()).isPositive();
    assertThat(all.path("changes_per_s_wall").asDouble()).isPositive();
    assertThat(lines.get(16).path("ratio").asDouble()).isPositive();
  }

  @Test
  void restoreTellsHowLongItTakesUntilAnswersAreRightAgain() throws Exception {
    List<JsonNode> lines = lines("restore", "--parallelism", "2");
    assertThat(results(lines)).containsExactly("filled", "before", "saved", "failover", "restart");
    assertThat(lines.get(2).path("sealed_bytes").asLong()).isPositive();
    for (JsonNode line : List.of(lines.get(1), lines.get(3), lines.get(4))) {
      assertThat(line.path("first_right_answer_ms").asDouble()).isPositive();
      assertThat(line.path("wrong_answers").asInt()).isZero();
    }
    for (JsonNode line : lines.subList(3, 5)) {
      assertThat(line.path("live_assets").asInt()).isEqualTo(ASSETS);
      assertThat(line.path("sealed_shards").asInt()).isPositive();
      assertThat(line.path("sealed_anew").asInt()).isZero();
    }
  }

  @Test
  void restoreTakesSavepointsToo() throws Exception {
    List<JsonNode> lines = lines("restore", "--of", "savepoint");
    assertThat(lines.get(4).path("live_assets").asInt()).isEqualTo(ASSETS);
    assertThat(lines.get(4).path("wrong_answers").asInt()).isZero();
  }

  @Test
  void rescaleTellsWhatTheNextCheckpointWrites() throws Exception {
    List<JsonNode> lines = lines("rescale", "--from", "1", "--to", "3,2");
    assertThat(results(lines)).containsExactly("filled", "before", "rescaled", "rescaled");
    for (JsonNode line : lines.subList(2, 4)) {
      assertThat(line.path("live_assets").asInt()).isEqualTo(ASSETS);
      assertThat(line.path("first_right_answer_ms").asDouble()).isPositive();
      assertThat(line.path("wrong_answers").asInt()).isZero();
      assertThat(line.path("next_checkpoint_uploaded_bytes").asLong()).isPositive();
    }
    assertThat(lines.get(3).path("from").asInt()).isEqualTo(3);
    assertThat(lines.get(3).path("to").asInt()).isEqualTo(2);
  }
}
