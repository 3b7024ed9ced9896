package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Assets that live for a hundred seconds of event time. */
class ExpiryTest {

  private static final long SECOND = 1_000_000;
  private static final int KEYS = 400;

  @TempDir private Path directory;
  private final RandomAssets assets = new RandomAssets(new Random(9));

  private AssetIndex index() {
    return AssetIndex.builder()
        .retention(Duration.ofSeconds(100))
        .options(EngineOptions.builder().shardMaxAssets(60).mergeFanIn(2).build())
        .directory(directory)
        .build();
  }

  private static AssetOp put(Asset asset, long second) {
    return AssetOp.upsert(asset, AssetOp.NO_SEQ, second * SECOND);
  }

  /** Tells the time until all that has expired is gone. */
  private static void advance(AssetIndex index, long second) {
    for (int i = 0; i < 100; i++) {
      index.advanceTo(second * SECOND);
    }
  }

  @Test
  void anAssetLivesAsLongAsItsRetention() {
    try (AssetIndex index = index()) {
      index.apply(put(assets.asset(1), 50), 1);
      advance(index, 150);
      assertThat(index.liveAssets()).isEqualTo(1);
      advance(index, 151);
      assertThat(index.liveAssets()).isZero();
      assertThat(index.snapshot().get(1)).isEmpty();
      assertThat(index.stats().expired()).isEqualTo(1);
    }
  }

  @Test
  void withoutRetentionNothingExpires() {
    try (AssetIndex index = AssetIndex.builder().build()) {
      index.apply(put(assets.asset(1), 50), 1);
      advance(index, Long.MAX_VALUE / SECOND);
      assertThat(index.liveAssets()).isEqualTo(1);
    }
  }

  @Test
  void beforeTheFirstWatermarkAndAfterTheLastNothingBreaks() {
    try (AssetIndex index = index()) {
      index.apply(put(assets.asset(1), 50), 1);
      index.advanceTo(Long.MIN_VALUE);
      assertThat(index.liveAssets()).isEqualTo(1);
      index.advanceTo(Long.MAX_VALUE);
      index.advanceTo(Long.MAX_VALUE);
      assertThat(index.liveAssets()).isZero();
    }
  }

  @Test
  void aLatePutOfAnExpiredAssetIsNotLiveAndEndsTheOneBefore() {
    try (AssetIndex index = index()) {
      index.apply(put(assets.asset(1), 150), 1);
      advance(index, 200);
      assertThat(index.apply(put(assets.asset(2), 99), 2)).isEqualTo(WriteOutcome.EXPIRED);
      assertThat(index.apply(put(assets.asset(1), 99), 1)).isEqualTo(WriteOutcome.EXPIRED);
      assertThat(index.liveAssets()).isZero();
      assertThat(index.apply(put(assets.asset(1), 100), 1)).isEqualTo(WriteOutcome.ADDED);
    }
  }

  @Test
  void anOlderRecordThatComesLateBringsNothingBack() {
    try (AssetIndex index = index()) {
      index.apply(AssetOp.upsert(assets.asset(1), 6, 50 * SECOND), 1);
      advance(index, 200);
      assertThat(index.apply(AssetOp.upsert(assets.asset(2), 6, 50 * SECOND), 2))
          .isEqualTo(WriteOutcome.EXPIRED);
      for (int key = 1; key <= 2; key++) {
        assertThat(index.apply(AssetOp.upsert(assets.asset(key), 5, 190 * SECOND), key))
            .isEqualTo(WriteOutcome.IGNORED_STALE);
        assertThat(index.apply(AssetOp.upsert(assets.asset(key), 7, 190 * SECOND), key))
            .isEqualTo(WriteOutcome.ADDED);
      }
    }
  }

  @Test
  void theLastRecordOfAnAssetTellsItsTime() {
    Asset asset = assets.asset(1);
    try (AssetIndex index = index()) {
      index.apply(put(asset, 50), 1);
      assertThat(index.apply(put(asset, 100), 1)).isEqualTo(WriteOutcome.UNCHANGED);
      advance(index, 200);
      assertThat(index.liveAssets()).isEqualTo(1);
      assertThat(index.apply(put(asset, 110), 1)).isEqualTo(WriteOutcome.UNCHANGED);
      assertThat(index.apply(put(asset, 105), 1)).isEqualTo(WriteOutcome.UNCHANGED);
      advance(index, 206);
      assertThat(index.liveAssets()).isZero();
    }
  }

  @Test
  void whatHasExpiredDoesNotKeepAnAdditionAway() {
    try (AssetIndex index = index()) {
      for (int key = 0; key < 5000; key++) {
        index.apply(put(assets.asset(key), 50), key % 128);
      }
      // One call does not remove as many.
      index.advanceTo(160 * SECOND);
      assertThat(index.liveAssets()).isPositive();
      for (int key = 0; key < 5000; key++) {
        AssetOp addition = AssetOp.addOnce(assets.asset(key), AssetOp.NO_SEQ, 155 * SECOND);
        assertThat(index.apply(addition, key % 128)).isEqualTo(WriteOutcome.ADDED);
      }
      advance(index, 160);
      assertThat(index.liveAssets()).isEqualTo(5000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void shardsCheckpointsAndCompactionsAgreeWithAMap(int seed) throws IOException {
    Random random = new Random(seed);
    Map<Long, Long> times = new HashMap<>();
    AssetIndex index = index();
    long now = 0;
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 60; i++) {
        long key = random.nextInt(KEYS);
        long second = Math.max(0, now - random.nextInt(60));
        index.apply(put(assets.asset(key), second), (int) (key % 128));
        times.put(key, second);
      }
      now += random.nextInt(40);
      advance(index, now);
      if (random.nextInt(4) == 0) {
        Settling.settle(index);
      }
      if (random.nextInt(5) == 0) {
        AssetIndex next = index();
        FrozenBytes.of(index).restoreInto(next, KeyGroups.all());
        index.close();
        index = next;
      }
      advance(index, now);
      long horizon = now - 100;
      List<Long> live =
          times.entrySet().stream()
              .filter(e -> e.getValue() >= horizon)
              .map(Map.Entry::getKey)
              .toList();
      assertThat(index.liveAssets()).as("seed %d round %d", seed, round).isEqualTo(live.size());
      for (long key : live) {
        assertThat(index.snapshot().get(key)).as("seed %d key %d", seed, key).isPresent();
      }
    }
    index.close();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void refusesANegativeRetention() {
    assertThatThrownBy(() -> AssetIndex.builder().retention(Duration.ofSeconds(-1)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("retention");
  }
}
