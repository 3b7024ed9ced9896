package io.flinkiscc.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.library.Key128;
import io.flinkiscc.library.Match;
import io.flinkiscc.library.SearchOptions;
import io.flinkiscc.library.ShardedNphdIndex;
import io.flinkiscc.library.ShardedNphdIndex128;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.state.IsccSnapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is what was there, and can be imported again. */
class ExportAndImportTest {

  private static final Path GOLDEN = Path.of("src/test/resources/state/v3/native");
  private static final Path POISON = Path.of("src/test/resources/kafka/poison.jsonl");

  private static final int ALL = 127;
  private static final Comparator<List<Long>> NEAREST_FIRST =
      Comparator.<List<Long>>comparingDouble(hit -> (double) hit.get(1) / hit.get(2))
          .thenComparing(hit -> hit.get(0));

  @TempDir Path dir;
  private Path export;

  @BeforeEach
  void export() {
    export = dir.resolve("export");
    Commands done = Commands.run("export", GOLDEN, "--output", export);
    assertThat(done.exitCode()).as("%s", done).isZero();
    assertThat(done.out()).contains("assets: 127", "exported to " + export);
  }

  private static Map<Long, Asset> assets(Path state) throws Exception {
    Map<Long, Asset> assets = new HashMap<>();
    try (IsccSnapshot snapshot = IsccSnapshot.open(state.toString())) {
      snapshot.forEach(asset -> assertThat(assets.put(asset.key(), asset)).isNull());
    }
    assertThat(assets).hasSize(127);
    return assets;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theLibraryFindsInADirectoryWhatASnapshotFinds() throws Exception {
    try (IsccSnapshot snapshot = IsccSnapshot.open(GOLDEN.toString())) {
      assertThat(names(export.resolve("units")))
          .containsExactlyElementsOf(
              new TreeSet<>(snapshot.unitTypes().stream().map(Enum::name).toList()));
      for (UnitType type : snapshot.unitTypes()) {
        List<Code> queries = new ArrayList<>();
        snapshot.forEach(
            asset -> {
              if (asset.units().containsKey(type) && queries.size() < 10) {
                queries.add(asset.units().get(type));
              }
            });
        try (ShardedNphdIndex index =
            ShardedNphdIndex.builder(export.resolve("units").resolve(type.name()))
                .readOnly(true)
                .open()) {
          if (type == UnitType.INSTANCE_NONE_V0) {
            // A snapshot finds equal ones only.
            assertThat(index.size()).isEqualTo(127);
            continue;
          }
          for (Code query : queries) {
            List<List<Long>> expected = new ArrayList<>();
            for (UnitHit hit : snapshot.snapshot().nearest(type, query, ALL)) {
              expected.add(List.of(hit.key(), (long) hit.hamming(), (long) hit.bits()));
            }
            List<List<Long>> found = new ArrayList<>();
            SearchOptions exact = SearchOptions.builder().k(ALL).exact(true).build();
            for (Match<Long> match : index.search(query, exact)) {
              found.add(List.of(match.key(), (long) match.hamming(), (long) match.bits()));
            }
            // They order those of equal distances differently.
            expected.sort(NEAREST_FIRST);
            found.sort(NEAREST_FIRST);
            assertThat(found).as("%s %s", type, query).isEqualTo(expected);
          }
        }
      }
    }
  }

  @Test
  void simprintsAreUnderTheirPlaces() throws Exception {
    Map<String, Code> expected = new HashMap<>();
    for (Asset asset : assets(GOLDEN).values()) {
      for (Chunk chunk : asset.simprints().getOrDefault(UnitType.CONTENT_TEXT_V0, List.of())) {
        expected.put(
            "%016x%08x%08x".formatted(asset.key(), chunk.offset(), chunk.size()), chunk.code());
      }
    }
    Map<String, Code> found = new HashMap<>();
    try (ShardedNphdIndex128 index =
        ShardedNphdIndex128.builder(export.resolve("simprints/CONTENT_TEXT_V0"))
            .readOnly(true)
            .open()) {
      for (Key128 key : index.keys()) {
        found.put(key.toString(), index.get(key));
      }
    }
    assertThat(found).isEqualTo(expected).isNotEmpty();
  }

  @Test
  void recordsAreImportedAgain() throws Exception {
    Path gzipped = dir.resolve("assets.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
      Files.copy(export.resolve("assets.jsonl"), out);
    }
    Path savepoint = dir.resolve("savepoint");
    Commands done =
        Commands.run("import", gzipped, "--realm", 0, "--savepoint", savepoint, "--tasks", 3);
    assertThat(done.exitCode()).as("%s", done).isZero();
    assertThat(done.out()).contains("lines: 127", "refused: 0", "live_assets: 127");
    assertThat(assets(savepoint)).isEqualTo(assets(GOLDEN));
    Commands again = Commands.run("export", savepoint, "--output", dir.resolve("again"));
    assertThat(again.exitCode()).as("%s", again).isZero();
    assertThat(new TreeSet<>(Files.readAllLines(dir.resolve("again/assets.jsonl"))))
        .isEqualTo(new TreeSet<>(Files.readAllLines(export.resolve("assets.jsonl"))));
  }

  @Test
  void directoriesAreImportedAgainButForMetadata() throws Exception {
    Path savepoint = dir.resolve("savepoint");
    Commands done = Commands.run("import", export, "--realm", 0, "--savepoint", savepoint);
    assertThat(done.exitCode()).as("%s", done).isZero();
    Map<Long, Asset> found = assets(savepoint);
    assets(GOLDEN)
        .forEach(
            (key, asset) -> {
              assertThat(found.get(key).units()).isEqualTo(asset.units());
              assertThat(found.get(key).metadata()).isEmpty();
              assertThat(found.get(key).simprints().keySet()).isEqualTo(asset.simprints().keySet());
              asset
                  .simprints()
                  .forEach(
                      (type, chunks) ->
                          assertThat(found.get(key).simprints().get(type))
                              .containsExactlyInAnyOrderElementsOf(chunks));
            });
  }

  @Test
  void linesThatAreRefusedAreToldOrKept() throws Exception {
    Path mixed = dir.resolve("mixed.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(export.resolve("assets.jsonl")));
    lines.add(5, "{\"iscc_id\": \"ISCC:nonsense\"}");
    lines.add(6, "");
    lines.add(7, "no JSON");
    Files.write(mixed, lines);
    Commands told = Commands.run("import", mixed, "--realm", 0, "--savepoint", dir.resolve("told"));
    assertThat(told.exitCode()).as("%s", told).isZero();
    assertThat(told.err()).contains("mixed.jsonl:6: ", "mixed.jsonl:8: ");
    assertThat(told.out()).contains("lines: 129", "changes: 127", "refused: 2");
    Path letters = dir.resolve("letters.jsonl");
    Commands kept =
        Commands.run(
            "import",
            mixed,
            "--realm",
            0,
            "--savepoint",
            dir.resolve("kept"),
            "--dead-letters",
            letters);
    assertThat(kept.exitCode()).as("%s", kept).isZero();
    assertThat(kept.err()).doesNotContain("mixed.jsonl:6");
    List<JsonNode> dead = Files.readAllLines(letters).stream().map(DemoData::parse).toList();
    assertThat(dead).extracting(d -> d.path("offset").asInt()).containsExactly(6, 8);
    assertThat(dead.get(1).path("value").asText())
        .isEqualTo(java.util.Base64.getEncoder().encodeToString("no JSON".getBytes(UTF_8)));
  }

  @Test
  void whereNoLineIsARecordNothingIsWritten() {
    Path savepoint = dir.resolve("savepoint");
    Commands none = Commands.run("import", POISON, "--realm", 0, "--savepoint", savepoint);
    assertThat(none.exitCode()).as("%s", none).isEqualTo(1);
    assertThat(none.err()).contains("none of 6 lines");
    assertThat(savepoint).doesNotExist();
  }

  @Test
  void anExportTakesThePlaceOfAnExportOnly() throws Exception {
    Commands refused = Commands.run("export", GOLDEN, "--output", export);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("exists", "--overwrite");
    Files.writeString(export.resolve("assets.jsonl"), "changed");
    Commands replaced = Commands.run("export", GOLDEN, "--output", export, "--overwrite");
    assertThat(replaced.exitCode()).as("%s", replaced).isZero();
    assertThat(Files.readAllLines(export.resolve("assets.jsonl"))).hasSize(127);
    Path other = Files.createDirectories(dir.resolve("other"));
    Files.writeString(other.resolve("mine"), "mine");
    Commands kept = Commands.run("export", GOLDEN, "--output", other, "--overwrite");
    assertThat(kept.exitCode()).isEqualTo(2);
    assertThat(other.resolve("mine")).hasContent("mine");
    assertThat(names(dir)).containsExactly("export", "other");
  }

  @Test
  void anExportThatFailsLeavesNothing() throws Exception {
    Path state = Files.createDirectories(dir.resolve("state"));
    try (Stream<Path> files = Files.list(GOLDEN)) {
      for (Path file : files.toList()) {
        if (file.endsWith("_metadata")) {
          Files.copy(file, state.resolve("_metadata"));
        }
      }
    }
    Commands failed = Commands.run("export", state, "--output", dir.resolve("failed"));
    assertThat(failed.exitCode()).as("%s", failed).isEqualTo(1);
    assertThat(names(dir)).containsExactly("export", "state");
  }

  @Test
  void wrongUseIsTold() throws Exception {
    Path lines = export.resolve("assets.jsonl");
    Path free = dir.resolve("free");
    Path empty = Files.createDirectories(dir.resolve("empty"));
    for (Commands wrong :
        List.of(
            Commands.run("import", lines, "--savepoint", free),
            Commands.run("import", lines, "--realm", 0),
            Commands.run("import", lines, "--realm", 2, "--savepoint", free),
            Commands.run("import", lines, "--realm", 0, "--topic", "t"),
            Commands.run("import", lines, "--realm", 0, "--topic", "t", "--savepoint", free),
            Commands.run("import", lines, "--realm", 0, "--savepoint", export),
            Commands.run("import", lines, "--realm", 0, "--savepoint", free, "--tasks", 0),
            Commands.run("import", empty, "--realm", 0, "--savepoint", free),
            Commands.run("import", dir.resolve("nope"), "--realm", 0, "--savepoint", free),
            Commands.run("export", GOLDEN),
            Commands.run("export", GOLDEN, "--output", free, "--shard-size", 0),
            Commands.run("export", empty, "--output", free))) {
      assertThat(wrong.exitCode()).as("%s", wrong).isEqualTo(2);
      assertThat(wrong.err()).contains("--help");
    }
    assertThat(free).doesNotExist();
  }
}
