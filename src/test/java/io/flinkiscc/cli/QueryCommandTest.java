package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.IngestJsonWriter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.state.SavepointWriter;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions to a savepoint of ten assets whose codes differ in 0 to 9 bits from the first. */
class QueryCommandTest {

  @TempDir Path dir;
  private Path savepoint;

  private static byte[] body(int bits) {
    byte[] body = new byte[8];
    for (int bit = 0; bit < bits; bit++) {
      body[bit / 8] |= (byte) (0x80 >> (bit % 8));
    }
    return body;
  }

  private static String id(long key) {
    return IsccId.of(0, key).canonical();
  }

  private static String unit(int bits) {
    return IsccUnit.of(UnitType.CONTENT_TEXT_V0, body(bits)).canonical();
  }

  private static AssetOp asset(int bits) {
    return AssetOp.upsert(
        Asset.builder(bits + 1)
            .unit(UnitType.CONTENT_TEXT_V0, Code.of(body(bits)))
            .chunk(UnitType.CONTENT_TEXT_V0, new Chunk(Code.of(body(bits)), 10, 20))
            .metadata(
                ("{\"name\":\"number " + bits + "\",\"odd\":" + (bits % 2 == 1) + "}")
                    .getBytes(StandardCharsets.UTF_8))
            .build(),
        bits,
        bits);
  }

  @BeforeEach
  void write() throws Exception {
    savepoint = dir.resolve("savepoint");
    try (SavepointWriter writer = SavepointWriter.builder(savepoint.toString()).realm(0).build()) {
      for (int bits = 0; bits < 10; bits++) {
        writer.apply(asset(bits));
      }
      writer.write();
    }
  }

  private static List<String> ids(JsonNode answer) {
    return answer.path("global_matches").findValuesAsText("iscc_id");
  }

  private JsonNode json(Object... more) {
    Object[] args = new Object[more.length + 4];
    args[0] = "query";
    args[1] = "--snapshot";
    args[2] = savepoint;
    args[3] = "--json";
    System.arraycopy(more, 0, args, 4, more.length);
    Commands done = Commands.run(args);
    assertThat(done.exitCode()).as("%s", done).isZero();
    return DemoData.parse(done.out());
  }

  @Test
  void unitsIdsAndOtherSpellingsAreUnderstood() {
    assertThat(ids(json(unit(0), "-k", 3))).containsExactly(id(1), id(2), id(3));
    String loose = unit(0).substring("ISCC:".length()).toLowerCase(Locale.ROOT);
    assertThat(ids(json(loose, "-k", 3))).containsExactly(id(1), id(2), id(3));
    assertThat(ids(json(id(3), "-k", 2))).containsExactly(id(2), id(4));
    assertThat(json(id(77)).path("status").asText()).isEqualTo("not_found");
  }

  @Test
  void optionsReachTheQuery() {
    JsonNode narrow = json(unit(0), "--threshold", 0.98, "--unit-matches");
    assertThat(ids(narrow)).containsExactly(id(1), id(2));
    assertThat(narrow.path("unit_matches").path("CONTENT_TEXT_V0")).hasSize(10);
    assertThat(ids(json(unit(0), "-k", 2, "--filter", "{\"field\":\"odd\",\"eq\":true}")))
        .containsExactly(id(2), id(4));
    assertThat(ids(json(unit(0), "--exact", "--unit-types", "META_NONE_V0"))).isEmpty();
  }

  @Test
  void aTableNamesWhatWasFound() {
    Commands done = Commands.run("query", "--snapshot", savepoint, unit(4), "-k", 2);
    assertThat(done.exitCode()).as("%s", done).isZero();
    assertThat(done.out())
        .contains(unit(4) + ": ok, exact, 2 matches", id(5), "CONTENT 0/64", "number 4");
  }

  @Test
  void everyLineOfAFileIsAQuestion() throws Exception {
    Path file = dir.resolve("questions");
    Files.write(
        file,
        List.of(
            unit(0),
            "",
            "{\"query_id\":\"mine\",\"units\":[\"" + unit(9) + "\"],\"limit\":1}",
            new String(IngestJsonWriter.write(asset(5), 0), StandardCharsets.UTF_8)));
    Commands done =
        Commands.run("query", "--snapshot", savepoint, "--file", file, "--json", "-k", 2);
    assertThat(done.exitCode()).as("%s", done).isZero();
    List<JsonNode> answers = done.out().lines().map(DemoData::parse).toList();
    assertThat(answers).hasSize(3);
    assertThat(ids(answers.get(0))).containsExactly(id(1), id(2));
    assertThat(answers.get(1).path("query_id").asText()).isEqualTo("mine");
    assertThat(ids(answers.get(1))).containsExactly(id(10));
    assertThat(ids(answers.get(2))).hasSize(2).startsWith(id(6));
    assertThat(answers.get(2).path("chunk_matches").path(0).path("iscc_id").asText())
        .isEqualTo(id(6));
  }

  @Test
  void linesThatAreNoQuestionAreToldAndTheOthersAnswered() {
    InputStream before = System.in;
    try {
      String lines = "nonsense\n" + unit(0) + "\n{\"units\":[]}\n" + id(1) + " " + id(2) + "\n";
      System.setIn(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)));
      Commands done = Commands.run("query", "--snapshot", savepoint);
      assertThat(done.exitCode()).as("%s", done).isEqualTo(1);
      assertThat(done.err()).contains("line 1: nonsense", "line 4: ", "one after the other");
      assertThat(done.out()).contains("line 2: ok", "line 3: invalid");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void wrongUseIsTold() {
    for (Commands wrong :
        List.of(
            Commands.run("query", unit(0)),
            Commands.run("query", "--snapshot", dir.resolve("nowhere"), unit(0)),
            Commands.run("query", "--snapshot", savepoint, "nonsense"),
            Commands.run("query", "--snapshot", savepoint, unit(0), "-k", 0),
            Commands.run("query", "--snapshot", savepoint, unit(0), "--threshold", 2),
            Commands.run("query", "--snapshot", savepoint, unit(0), "--filter", "{"),
            Commands.run("query", "--snapshot", savepoint, unit(0), "--filter", "{\"x\":1}"),
            Commands.run("query", "--snapshot", savepoint, unit(0), "--unit-types", "X"),
            Commands.run("query", "--snapshot", savepoint, unit(0), "--follow", 1),
            Commands.run("query", "--snapshot", savepoint, unit(0), "--file", "f"),
            Commands.run("query", "--snapshot", savepoint, "--file", dir.resolve("nowhere")),
            Commands.run("query", "--snapshot", savepoint, unit(0), "--realm", 1))) {
      assertThat(wrong.exitCode()).as("%s", wrong).isEqualTo(2);
      assertThat(wrong.err()).contains("--help");
    }
  }
}
