package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.UnitType;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of sealed shards that would get too large, by many simprints and few assets. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ShardLimitsTest {

  private static final int SHARD = 10;
  private static final int CHUNKS = 200;

  @TempDir private Path directory;
  private final ClusteredCodes codes = new ClusteredCodes(61, 400);

  private AssetIndex index(EngineOptions.Builder options) {
    return index(options, SHARD);
  }

  private AssetIndex index(EngineOptions.Builder options, int shardMaxAssets) {
    return AssetIndex.builder()
        .directory(directory)
        .options(options.shardMaxAssets(shardMaxAssets).build())
        .build();
  }

  private void put(AssetIndex index, int keys) {
    for (int key = 0; key < keys; key++) {
      Asset.Builder asset = Asset.builder(key);
      for (int i = 0; i < CHUNKS; i++) {
        asset.chunk(UnitType.CONTENT_TEXT_V0, new Chunk(codes.next(), i, 1));
      }
      index.apply(AssetOp.upsert(asset.build(), AssetOp.NO_SEQ, 0), key & 127);
    }
  }

  /** Bytes of the file of one shard. */
  private long shardBytes() {
    try (AssetIndex index = index(EngineOptions.builder())) {
      put(index, SHARD);
      Settling.settle(index);
      return index.stats().sealedBytes();
    }
  }

  private static void assertHolds(AssetIndex index, int keys) {
    assertThat(index.liveAssets()).isEqualTo(keys);
    for (int key = 0; key < keys; key++) {
      assertThat(index.snapshot().get(key)).as("key %d", key).isPresent();
    }
  }

  @Test
  void mergedFilesStayBelowTheirBytes() {
    long limit = 12 * shardBytes();
    int keys = 40 * SHARD;
    try (AssetIndex index = index(EngineOptions.builder().mergedMaxBytes(limit).mergeFanIn(2))) {
      put(index, keys);
      Settling.settle(index);
      assertThat(index.stats().compactions()).isPositive();
      assertHolds(index, keys);
      try (FrozenIndex frozen = index.freeze()) {
        assertThat(frozen.shards()).hasSizeGreaterThan(40 / 12);
        for (FrozenShard shard : frozen.shards()) {
          assertThat(shard.path().toFile().length()).isLessThanOrEqualTo(limit);
        }
      }
    }
  }

  @Test
  void aMergerThatFitsIntoNoFileIsTriedWithLess() {
    long limit = 3 * shardBytes();
    try (AssetIndex index =
        index(EngineOptions.builder().mergedMaxBytes(16 * limit).fileMaxBytes(limit))) {
      put(index, 4 * SHARD);
      while (index.stats().failedWrites() == 0) {
        index.maintain();
      }
      assertThat(index.stats().lastFailure().get()).isInstanceOf(ShardTooLargeException.class);
      while (index.stats().compactions() == 0) {
        index.maintain();
      }
      Settling.settle(index);
      assertHolds(index, 4 * SHARD);
    }
  }

  @Test
  void aFullShardThatFitsIntoNoFileIsToldToTheWriter() {
    try (AssetIndex index = index(EngineOptions.builder().fileMaxBytes(1000))) {
      assertThatThrownBy(
              () -> {
                put(index, SHARD);
                Settling.settle(index);
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("index.shard.max-bytes")
          .hasRootCauseInstanceOf(ShardTooLargeException.class);
    }
  }

  @Test
  void shardsOfLargeAssetsAreSealedEarlierToFitIntoTheMemory() {
    // A megabyte for each of six shards, which the few assets of a shard do not seem to need.
    long memory = (7L << 20) + (1L << 18);
    try (AssetIndex index =
        index(EngineOptions.builder().mergedMaxBytes(1 << 20).memoryMaxBytes(memory), 500)) {
      for (int round = 0; round < 3; round++) {
        put(index, 50);
      }
      Settling.settle(index);
      assertThat(index.stats().rotations()).isGreaterThanOrEqualTo(2);
      assertThat(index.stats().memoryBytes()).isLessThan(memory / 6 + (1 << 20));
      assertHolds(index, 50);
    }
  }

  @Test
  void aBudgetThatIsTooSmallIsRefusedWithWhatItIsFor() {
    assertThatThrownBy(() -> EngineOptions.builder().memoryMaxBytes(900L << 20).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("index.memory.size")
        .hasMessageContaining("index.shard.max-assets")
        .hasMessageContaining("index.shard.waiting")
        .hasMessageContaining("index.merge.max-bytes");
    assertThat(EngineOptions.builder().memoryMaxBytes(1L << 30).build().shardMemoryBytes())
        .isEqualTo((768L << 20) / 6);
  }

  @Test
  void filesStayWithinTheDiskBudget() {
    long budget = 3 * shardBytes();
    // No compaction, which may write beside a sealing.
    try (AssetIndex index = index(EngineOptions.builder().mergeFanIn(64).diskMaxBytes(budget))) {
      put(index, 5 * SHARD);
      while (index.stats().failedWrites() == 0) {
        index.maintain();
      }
      assertThat(index.stats().sealedBytes()).isPositive().isLessThanOrEqualTo(budget);
      assertThat(index.stats().waitingShards()).isPositive();
      assertThat(index.stats().lastFailure().get()).hasMessageContaining("index.disk.size");
      assertHolds(index, 5 * SHARD);
      for (int key = 0; key < 3 * SHARD; key++) {
        index.apply(AssetOp.delete(key, AssetOp.NO_SEQ, 0), key & 127);
      }
      Settling.settle(index);
      assertThat(index.stats().sealedBytes()).isLessThanOrEqualTo(budget);
      assertThat(index.liveAssets()).isEqualTo(2 * SHARD);
    }
  }
}
