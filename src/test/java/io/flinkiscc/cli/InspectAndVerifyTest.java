package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is told of checkpoints and directories, whole ones and damaged ones. */
class InspectAndVerifyTest {

  private static final Path GOLDEN = Path.of("src/test/resources/state");

  @TempDir Path dir;

  private Path copy(String from) throws IOException {
    Path copy = Files.createDirectories(dir.resolve("copy"));
    try (Stream<Path> files = Files.list(GOLDEN.resolve(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  @Test
  void aSavepointIsTold() throws Exception {
    Commands table = Commands.run("inspect", GOLDEN.resolve("v3/native"));
    assertThat(table.exitCode()).as("%s", table).isZero();
    assertThat(table.out())
        .contains("savepoint 4", "iscc-index-index", "2 tasks, 128 key groups, realm 0")
        .contains("0..63", "64..127", "CONTENT_TEXT_V0", "simprints");
    Commands json = Commands.run("inspect", GOLDEN.resolve("v3/checkpoint"), "--json");
    JsonNode index = DemoData.parse(json.out()).path("indexes").path(0);
    assertThat(index.path("realm").asInt(-1)).isZero();
    assertThat(index.path("maxParallelism").asInt()).isEqualTo(128);
    assertThat(index.path("tasks")).hasSize(2);
    JsonNode task = index.path("tasks").path(0);
    assertThat(task.path("shards")).hasSize(2);
    assertThat(task.path("manifestVersion").asInt()).isEqualTo(3);
    assertThat(task.path("deltaBytes").asLong()).isEqualTo(2362);
    long tombstones = 0;
    for (JsonNode shard : task.path("shards")) {
      tombstones += shard.path("tombstones").asLong();
      assertThat(shard.path("info").path("entries").asInt()).isPositive();
    }
    assertThat(tombstones).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "v1,native",
    "v2,canonical",
    "v2,checkpoint",
    "v3,native",
    "v3,checkpoint",
    "v3,waiting"
  })
  void goldenStatesAreSound(String version, String kind) {
    Commands verify = Commands.run("verify", GOLDEN.resolve(version).resolve(kind));
    assertThat(verify.exitCode()).as("%s", verify).isZero();
    assertThat(verify.out()).contains("sound", "127 live entries");
    assertThat(verify.err()).contains("looking at");
  }

  @Test
  void everyDamageIsFoundAndItsFileNamed() throws Exception {
    Path state = copy("v3/native");
    List<Path> files;
    try (Stream<Path> all = Files.list(state)) {
      files = all.filter(file -> !file.endsWith("_metadata")).sorted().toList();
    }
    int shards = 0;
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      String name = file.getFileName().toString();
      if (!io.flinkiscc.index.ShardHead.isSealedShard(bytes)) {
        continue;
      }
      shards++;
      for (int at = 0; at < bytes.length; at += 1 + bytes.length / 5) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        Files.write(file, changed);
        damaged(state, name);
      }
      Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
      damaged(state, name);
      Files.delete(file);
      damaged(state, name);
      Files.write(file, bytes);
    }
    assertThat(shards).isEqualTo(4);
    assertThat(Commands.run("verify", state).exitCode()).isZero();
  }

  private static void damaged(Path state, String name) {
    Commands verify = Commands.run("verify", state);
    assertThat(verify.exitCode()).as("%s", verify).isEqualTo(1);
    assertThat(verify.out()).contains("damaged: ", name, "1 problems");
  }

  @Test
  void twoDamagesAreBothTold() throws Exception {
    Path state = copy("v3/native");
    int damaged = 0;
    try (Stream<Path> all = Files.list(state)) {
      for (Path file : all.sorted().toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (damaged < 2 && io.flinkiscc.index.ShardHead.isSealedShard(bytes)) {
          bytes[bytes.length / 2] ^= 1;
          Files.write(file, bytes);
          damaged++;
        }
      }
    }
    assertThat(Commands.run("verify", state).out()).contains("2 problems");
  }

  @Test
  void wrongUseIsTold() throws Exception {
    for (String command : List.of("inspect", "verify")) {
      for (Commands wrong :
          List.of(
              Commands.run(command),
              Commands.run(command, dir.resolve("nowhere")),
              Commands.run(command, Files.createDirectories(dir.resolve("empty"))),
              Commands.run(command, GOLDEN.resolve("v3/native"), "--realm", "x"))) {
        assertThat(wrong.exitCode()).as("%s", wrong).isEqualTo(2);
        assertThat(wrong.err()).contains("--help");
      }
    }
    Commands other = Commands.run("inspect", GOLDEN.resolve("v3/native"), "--index", "other");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err()).contains("other", "iscc-index-index");
  }

  @Test
  void directoriesOfUsearchAreToldAndVerified() throws Exception {
    Commands export =
        Commands.run("export", GOLDEN.resolve("v3/native"), "--output", dir.resolve("export"));
    assertThat(export.exitCode()).as("%s", export).isZero();
    Path units = dir.resolve("export/units/CONTENT_TEXT_V0");
    Commands inspect = Commands.run("inspect", units);
    assertThat(inspect.out()).contains("ShardedNphdIndex", "entries          27");
    Commands all = Commands.run("inspect", dir.resolve("export"), "--json");
    assertThat(DemoData.parse(all.out())).hasSize(18);
    assertThat(Commands.run("verify", dir.resolve("export")).exitCode()).isZero();
    Path shard = units.resolve("shard_000.usearch");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length / 2] ^= 1;
    Files.write(shard, bytes);
    Commands verify = Commands.run("verify", dir.resolve("export"));
    assertThat(verify.exitCode()).as("%s", verify).isEqualTo(1);
    assertThat(verify.out()).contains("damaged: ", "shard_000.usearch");
  }
}
