package io.flinkiscc.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written without a job is what a snapshot of it has. */
class SavepointWriterTest {

  @TempDir Path dir;

  private SavepointWriter.Builder writer(Path to) {
    return SavepointWriter.builder(to.toUri().toString())
        .realm(1)
        .localDirectory(dir.resolve("local"))
        .engine(EngineOptions.builder().shardMaxAssets(70).build());
  }

  @ParameterizedTest
  @CsvSource({"1,128", "3,128", "4,7"})
  void aSnapshotHasTheChangesThatWereApplied(int tasks, int keyGroups) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Map<Long, AssetOp> live = new HashMap<>();
    Path to = dir.resolve("savepoint");
    try (SavepointWriter writer =
        writer(to).tasks(tasks).maxParallelism(keyGroups).uid("other").build()) {
      for (int i = 0; i < 500; i++) {
        long key = random.nextInt(300) * 0x9E3779B97F4A7C15L;
        AssetOp op = AssetOp.upsert(asset(key, random), i, 1000L + i);
        if (random.nextInt(10) == 0) {
          op = AssetOp.delete(key, i, 1000L + i);
          live.remove(key);
        } else {
          live.put(key, op);
        }
        writer.apply(op);
      }
      assertThat(writer.liveAssets()).isEqualTo(live.size());
      writer.write();
      assertThatThrownBy(() -> writer.apply(AssetOp.delete(1, 1, 1)))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(dir.resolve("local")).isEmptyDirectory();
    try (IsccSnapshot snapshot = IsccSnapshot.open(to.toString())) {
      Map<Long, AssetOp> found = new HashMap<>();
      snapshot.forEachChange(op -> assertThat(found.put(op.key(), op)).isNull());
      assertThat(found).as("seed " + seed).isEqualTo(live);
      assertThat(snapshot.realm()).isEqualTo(1);
      assertThat(snapshot.maxParallelism()).isEqualTo(keyGroups);
      assertThat(snapshot.operatorUid()).hasValue("other-index");
      assertThat(snapshot.stats().sealedShards()).isGreaterThanOrEqualTo(tasks);
      assertThat(snapshot.stats().activeEntries()).as("everything is sealed").isZero();
    }
  }

  private static Asset asset(long key, Random random) {
    byte[] body = new byte[random.nextBoolean() ? 8 : 32];
    random.nextBytes(body);
    Asset.Builder asset =
        Asset.builder(key)
            .unit(UnitType.CONTENT_TEXT_V0, Code.of(body))
            .metadata(("{\"n\":" + random.nextInt() + "}").getBytes(UTF_8));
    for (int i = random.nextInt(3); i > 0; i--) {
      asset.chunk(
          UnitType.SEMANTIC_TEXT_V0,
          new Chunk(Code.of(body), random.nextInt(1000), random.nextInt(1000)));
    }
    return asset.build();
  }

  @Test
  void anEmptyIndexIsAnIndex() throws Exception {
    try (SavepointWriter writer = writer(dir.resolve("empty")).build()) {
      writer.write();
    }
    try (IsccSnapshot snapshot = IsccSnapshot.open(dir.resolve("empty").toString())) {
      assertThat(snapshot.liveAssets()).isZero();
      assertThat(snapshot.unitTypes()).isEmpty();
    }
  }

  @Test
  void whatIsThereIsNeverOverwritten() throws Exception {
    Path there = Files.createDirectories(dir.resolve("there"));
    Files.writeString(there.resolve("mine"), "mine");
    try (SavepointWriter writer = writer(there).build()) {
      assertThatThrownBy(writer::write)
          .isInstanceOf(FileAlreadyExistsException.class)
          .hasMessageContaining("there");
    }
    assertThat(there.resolve("mine")).hasContent("mine");
  }

  @Test
  void ofOneThatIsGivenUpNothingStays() throws Exception {
    Path to = dir.resolve("given-up");
    SavepointWriter writer = writer(to).build();
    writer.apply(AssetOp.upsert(asset(5, new Random(1)), 1, 1));
    writer.close();
    assertThatThrownBy(writer::write)
        .isInstanceOfAny(IOException.class, IllegalStateException.class);
    assertThat(to).doesNotExist();
    assertThat(dir.resolve("local"))
        .satisfiesAnyOf(
            local -> assertThat(local).doesNotExist(),
            local -> assertThat(local).isEmptyDirectory());
  }

  @Test
  void optionsOutOfRangeAreNamed() {
    assertThatThrownBy(() -> SavepointWriter.builder("x").build()).hasMessageContaining("realm");
    assertThatThrownBy(() -> writer(dir).uid(" ").build()).hasMessageContaining("uid");
    assertThatThrownBy(() -> writer(dir).tasks(129).build()).hasMessageContaining("tasks is 129");
    assertThatThrownBy(() -> writer(dir).maxParallelism(0).build())
        .hasMessageContaining("maxParallelism is 0");
  }
}
