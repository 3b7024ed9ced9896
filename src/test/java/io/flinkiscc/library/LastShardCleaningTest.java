package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.graph.UsearchFile;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.metadata.FieldType;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastShardCleaningTest {

  private static final long SEED = 18;
  private static final MetadataSchema SCHEMA =
      MetadataSchema.builder().field("n", FieldType.STRING).build();

  @TempDir Path dir;

  private final Random random = new Random(SEED);
  private final Map<Long, Code> expected = new HashMap<>();
  private final Set<Long> removed = new HashSet<>();

  private static DirectoryIndexBuilder<ShardedNphdIndex> builder(Path files) {
    return ShardedNphdIndex.builder(files).shardSize(6000);
  }

  /** Adds entries until the growing shard is empty behind two others. */
  private void fill(ShardedNphdIndex index, boolean metadata) throws IOException {
    for (long key = 0; index.store().live().shards().sealed().size() < 2; key++) {
      Code code = Samples.code(random);
      expected.put(key, code);
      if (metadata) {
        index.add(key, code, MetadataRow.fromMap(SCHEMA, Map.of("n", "row " + key)));
      } else {
        index.add(key, code);
      }
    }
    index.drainRotations();
    assertThat(index.store().live().shards().active().rows().slots()).isZero();
  }

  private void remove(ShardedNphdIndex index, Shard shard, int every) {
    for (int slot = 0; slot < shard.rows().slots(); slot += every) {
      UsearchKey key = shard.liveKey(slot);
      if (key != null) {
        removed.add(KeyKind.U64.user(key));
      }
    }
    removed.forEach(
        key -> {
          index.remove(key);
          expected.remove(key);
        });
  }

  private Shard last(ShardedNphdIndex index) {
    return index.store().live().shards().sealed().get(1);
  }

  private void assertHolds(ShardedNphdIndex index) {
    assertThat(index.keys()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    assertThat(index.size()).isEqualTo(expected.size());
    expected.forEach((key, code) -> assertThat(index.get(key)).isEqualTo(code));
    removed.forEach(key -> assertThat(index.contains(key)).isFalse());
  }

  private Path copy(Path files, String name) throws IOException {
    Path copy = Files.createDirectory(dir.resolve(name));
    try (var names = Files.list(files)) {
      for (Path file : names.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy;
  }

  private void assertSameForAll(Path files) throws IOException {
    try (ShardedNphdIndex index = builder(files).readOnly(true).open()) {
      assertHolds(index);
      assertThat(index.verify().problems()).isEmpty();
    }
    try (ShardedNphdIndex index =
        builder(copy(files, "adopted")).adoptForeignChanges(true).open()) {
      assertHolds(index);
    }
    Path foreign = copy(files, "foreign");
    Files.delete(foreign.resolve(Manifest.NAME));
    Files.deleteIfExists(foreign.resolve(DirectoryNames.DEAD));
    try (ShardedNphdIndex index = builder(foreign).open()) {
      assertHolds(index);
    }
  }

  @Test
  void keysRemovedFromTheHighestFileStayRemovedForProgramsWithoutAManifest() throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = builder(files).open()) {
      fill(index, false);
      remove(index, index.store().live().shards().sealed().get(0), 4);
      remove(index, last(index), 3);
      index.save();
      assertHolds(index);
      assertThat(last(index).dead().isEmpty()).isTrue();
      remove(index, last(index), 2);
      index.save();
      assertHolds(index);
    }
    UsearchFile highest = UsearchFile.open(files.resolve(Shard.fileName(1)));
    removed.forEach(key -> assertThat(highest.slot(UsearchKey.of(key))).isNegative());
    assertSameForAll(files);
  }

  @Test
  void theHighestFileMayLoseAllItsRows() throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = builder(files).open()) {
      fill(index, false);
      remove(index, last(index), 1);
      index.save();
    }
    assertSameForAll(files);
  }

  @Test
  void metadataStaysWithItsRow() throws IOException {
    Path files = dir.resolve("d");
    try (ShardedNphdIndex index = builder(files).metadata(SCHEMA).open()) {
      fill(index, true);
      remove(index, last(index), 2);
      index.save();
    }
    try (ShardedNphdIndex index = builder(files).open()) {
      assertHolds(index);
      for (long key : expected.keySet()) {
        assertThat(index.getEntry(key).metadata().get("n")).isEqualTo("row " + key);
      }
      assertThat(index.verify().problems()).isEmpty();
    }
  }

  @Test
  void aFailedSaveLeavesTheOldStateOrTheNewOneAndCanBeTriedAgain() throws IOException {
    boolean failed = true;
    for (int step = 0; failed; step++) {
      expected.clear();
      removed.clear();
      Path files = dir.resolve("d" + step);
      FailingSteps steps = new FailingSteps();
      try (ShardedNphdIndex index = builder(files).steps(steps).open()) {
        fill(index, false);
        remove(index, last(index), 3);
        steps.endAfter(step);
        failed = saveFails(index);
        assertHolds(index);
        steps.endAfter(Integer.MAX_VALUE - 1);
        if (step % 2 == 0) {
          index.save();
          assertHolds(index);
        }
      }
      try (ShardedNphdIndex index = builder(files).readOnly(true).open()) {
        assertHolds(index);
      }
    }
  }

  private static boolean saveFails(ShardedNphdIndex index) throws IOException {
    try {
      index.save();
      return false;
    } catch (FailingSteps.EndOfWorld e) {
      return true;
    }
  }
}
