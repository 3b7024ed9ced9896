package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.UnitType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Freezing and restoring an index with sealed shards, in whole and in parts. */
class IndexRestoreTest {

  private static final int KEYS = 600;

  @TempDir private Path directory;
  private final RandomAssets assets = new RandomAssets(new Random(31));
  private final Map<Long, Asset> live = new HashMap<>();

  private AssetIndex empty() {
    return empty(directory);
  }

  private static AssetIndex empty(Path directory) {
    return AssetIndex.builder()
        .directory(directory)
        .options(EngineOptions.builder().shardMaxAssets(100).build())
        .build();
  }

  private void write(AssetIndex index, int rounds) {
    for (int i = 0; i < rounds * KEYS; i++) {
      long key = i % KEYS;
      if (i % 13 == 0) {
        index.apply(AssetOp.delete(key, AssetOp.NO_SEQ, i), keyGroup(key));
        live.remove(key);
      } else {
        Asset asset = assets.asset(key);
        index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, i), keyGroup(key));
        live.put(key, asset);
      }
    }
  }

  private static int keyGroup(long key) {
    return (int) (key % 128);
  }

  private void assertHolds(AssetIndex index, KeyGroups keyGroups) {
    IndexSnapshot snapshot = index.snapshot();
    long expected = 0;
    long withSimprints = 0;
    for (long key = 0; key < KEYS; key++) {
      Asset asset = keyGroups.contains(keyGroup(key)) ? live.get(key) : null;
      assertThat(snapshot.get(key).orElse(null)).as("key %d", key).isEqualTo(asset);
      expected += asset == null ? 0 : 1;
      withSimprints +=
          asset == null || !asset.simprints().containsKey(UnitType.CONTENT_TEXT_V0) ? 0 : 1;
    }
    assertThat(snapshot.liveAssets()).isEqualTo(expected);
    assertThat(snapshot.assetsWithSimprints(UnitType.CONTENT_TEXT_V0)).isEqualTo(withSimprints);
  }

  @Test
  void everyTaskGetsItsKeyGroupsAndTogetherTheyHoldAll() throws IOException {
    try (AssetIndex index = empty()) {
      write(index, 3);
      FrozenBytes frozen = FrozenBytes.of(index);
      assertThat(frozen.shards()).isNotEmpty();
      for (int task = 0; task < 3; task++) {
        int own = task;
        KeyGroups keyGroups = KeyGroups.range(own * 43, Math.min(127, own * 43 + 42));
        try (AssetIndex part = empty()) {
          frozen.restoreInto(part, keyGroups);
          assertHolds(part, keyGroups);
          part.maintain();
          Settling.settle(part);
          assertHolds(part, keyGroups);
          // Foreign entries are most of every shard, so all were written anew without them.
          assertThat(part.stats().sealedEntries() - part.stats().tombstones())
              .isLessThanOrEqualTo(part.liveAssets());
          assertThat(part.stats().tombstones()).isLessThan(part.stats().sealedEntries() / 2 + 1);
        }
      }
    }
  }

  @Test
  void aShardThatTwoTasksSharedComesBackOnce() throws IOException {
    try (AssetIndex index = empty();
        AssetIndex left = empty();
        AssetIndex right = empty();
        AssetIndex again = empty()) {
      write(index, 1);
      Settling.settle(index);
      KeyGroups lower = KeyGroups.range(0, 63);
      KeyGroups upper = KeyGroups.range(64, 127);
      // Nothing is compacted: both parts freeze the file they came with.
      FrozenBytes frozen = FrozenBytes.of(index);
      left.holdCompaction(Duration.ofMinutes(1));
      right.holdCompaction(Duration.ofMinutes(1));
      frozen.restoreInto(left, lower);
      frozen.restoreInto(right, upper);
      FrozenBytes leftFrozen = FrozenBytes.of(left);
      FrozenBytes rightFrozen = FrozenBytes.of(right);
      assertThat(leftFrozen.shards().keySet()).isEqualTo(rightFrozen.shards().keySet());
      FrozenBytes.restore(again, Map.of(leftFrozen, lower, rightFrozen, upper));
      assertThat(again.stats().sealedShards()).isEqualTo(index.stats().sealedShards());
      assertHolds(again, KeyGroups.all());
    }
  }

  @Test
  void whatHappensAfterTheFreezeIsNotInIt() throws IOException {
    try (AssetIndex index = empty();
        AssetIndex restored = empty()) {
      write(index, 2);
      Map<Long, Asset> then = new HashMap<>(live);
      try (FrozenIndex frozen = index.freeze()) {
        write(index, 4);
        Settling.settle(index);
        for (FrozenShard shard : frozen.shards()) {
          assertThat(shard.path()).exists();
        }
        FrozenBytes.of(frozen).restoreInto(restored, KeyGroups.all());
      }
      live.clear();
      live.putAll(then);
      assertHolds(restored, KeyGroups.all());
    }
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aFrozenIndexKeepsItsFilesUntilItIsClosed() throws IOException {
    AssetIndex index = empty();
    write(index, 2);
    Settling.settle(index);
    FrozenIndex frozen = index.freeze();
    List<Path> files = frozen.shards().stream().map(FrozenShard::path).toList();
    assertThat(files).isNotEmpty();
    index.close();
    assertThat(files).allMatch(Files::exists);
    frozen.close();
    frozen.close();
    assertThat(files).noneMatch(Files::exists);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    try (AssetIndex index = empty()) {
      write(index, 1);
      Settling.settle(index);
      FrozenBytes frozen = FrozenBytes.of(index);
      byte[] file = frozen.shards().values().iterator().next().file();
      for (int at = 0; at < file.length; at += 1 + file.length / 50) {
        file[at] ^= 4;
        try (AssetIndex other = empty()) {
          assertThatThrownBy(() -> frozen.restoreInto(other, KeyGroups.all()))
              .as("byte %d of %d", at, file.length)
              .hasCauseInstanceOf(CorruptDataException.class);
        }
        file[at] ^= 4;
      }
    }
  }

  @Test
  void seqsOfSealedAssetsMoveAndSurvive() throws IOException {
    Asset asset = assets.asset(7);
    try (AssetIndex index = empty();
        AssetIndex restored = empty()) {
      index.apply(AssetOp.upsert(asset, 5, 0), 7);
      index.apply(AssetOp.upsert(assets.asset(8), 5, 0), 8);
      index.apply(AssetOp.delete(8, 9, 0), 8);
      index.rotate();
      Settling.settle(index);
      assertThat(index.stats().sealedShards()).isEqualTo(1);
      assertThat(index.apply(AssetOp.upsert(asset, 9, 0), 7)).isEqualTo(WriteOutcome.UNCHANGED);
      assertThat(index.liveAssets()).isEqualTo(1);
      FrozenBytes.of(index).restoreInto(restored, KeyGroups.all());
      for (AssetIndex either : List.of(index, restored)) {
        assertThat(either.apply(AssetOp.upsert(assets.asset(7), 7, 0), 7))
            .isEqualTo(WriteOutcome.IGNORED_STALE);
        assertThat(either.apply(AssetOp.addOnce(assets.asset(7), 10, 0), 7))
            .isEqualTo(WriteOutcome.IGNORED_PRESENT);
        assertThat(either.apply(AssetOp.upsert(assets.asset(8), 8, 0), 8))
            .isEqualTo(WriteOutcome.IGNORED_STALE);
        assertThat(either.apply(AssetOp.upsert(assets.asset(8), 10, 0), 8))
            .isEqualTo(WriteOutcome.ADDED);
      }
    }
  }

  @Test
  void logsOfVersion1AreRead() throws IOException {
    Instant then = Instant.ofEpochSecond(1_700_000_100);
    try (AssetIndex index = AssetIndex.builder().clock(() -> then).build()) {
      IndexRestore restore = index.restoring();
      restore.legacy(resource("log-v1.bin"), ShardSource.none(), KeyGroups.all());
      restore.finish();
      Map<Long, String> expected = new HashMap<>();
      String lines = new String(resource("log-v1.tsv").readAllBytes(), StandardCharsets.UTF_8);
      for (String line : lines.split("\n")) {
        String[] parts = line.split("\t");
        expected.put(Long.parseUnsignedLong(parts[0]), parts[1]);
      }
      assertThat(index.liveAssets()).isEqualTo(expected.size());
      expected.forEach(
          (key, form) ->
              assertThat(
                      HexFormat.of().formatHex(AssetCodec.encode(index.snapshot().get(key).get())))
                  .isEqualTo(form));
      assertThat(index.rememberedDeletes()).isPositive();
    }
  }

  private static java.io.InputStream resource(String name) {
    return IndexRestoreTest.class.getResourceAsStream("/index/" + name);
  }
}
