package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveUnitsTest {

  private static final int KEYS = 600;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(longs = {71, 72, 73, 74})
  void areCountedExactlyInShardsOfEveryKind(long seed) {
    Random random = new Random(seed);
    RandomAssets assets = new RandomAssets(random);
    Map<Long, Asset> live = new HashMap<>();
    try (AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(EngineOptions.builder().shardMaxAssets(150).build())
            .build()) {
      for (int step = 0; step < 6000; step++) {
        long key = random.nextInt(KEYS);
        if (random.nextInt(4) == 0) {
          index.apply(AssetOp.delete(key, AssetOp.NO_SEQ, step), (int) key & 127);
          live.remove(key);
        } else {
          Asset asset = assets.asset(key);
          index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, step), (int) key & 127);
          live.put(key, asset);
        }
        if (step % 500 == 0) {
          assertCounts(index, live, "seed " + seed + ", step " + step);
        }
      }
      Settling.settle(index);
      assertThat(index.stats().sealings()).isGreaterThan(3);
      assertThat(index.stats().sealingBytes()).isGreaterThan(0);
      assertCounts(index, live, "seed " + seed + ", settled");
    }
  }

  private static void assertCounts(AssetIndex index, Map<Long, Asset> live, String run) {
    for (UnitType type : UnitType.values()) {
      long wanted = live.values().stream().filter(a -> a.units().containsKey(type)).count();
      assertThat(index.liveUnits(type)).as("%s, %s", type, run).isEqualTo(wanted);
    }
  }
}
