package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the index says it takes is what it takes. */
class MemoryTest {

  private static final int ASSETS = 20_000;

  @TempDir private Path directory;

  @Test
  void memoryBytesIsWhatTheObjectsTake() {
    ClusteredCodes codes = new ClusteredCodes(71, ASSETS / 20);
    try (AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(
                EngineOptions.builder()
                    .shardMaxAssets(12_000)
                    .graphFrom(100)
                    .expansionAdd(32)
                    .build())
            .build()) {
      byte[] metadata = "{\"name\":\"something\"}".getBytes(StandardCharsets.UTF_8);
      for (int key = 0; key < ASSETS; key++) {
        Asset asset =
            Asset.builder(key)
                .unit(UnitType.CONTENT_TEXT_V0, codes.next())
                .unit(UnitType.DATA_NONE_V0, codes.next().prefix(64))
                .unit(UnitType.INSTANCE_NONE_V0, codes.next())
                .chunk(UnitType.CONTENT_TEXT_V0, new Chunk(codes.next(), key, 1))
                .metadata(metadata)
                .build();
        index.apply(AssetOp.upsert(asset, key, key), key & 127);
      }
      for (int key = 0; key < ASSETS; key += 9) {
        index.apply(AssetOp.delete(key, ASSETS + key, 0), key & 127);
      }
      Settling.settle(index);
      index.finishGraphs();
      assertThat(index.stats().sealedShards()).isEqualTo(1);
      assertThat(index.memoryBytes())
          .isCloseTo(RetainedSize.of(index), Percentage.withPercentage(10));
    }
  }

  @Test
  void otherThreadsSeeWhatTheWriterSaw() {
    ClusteredCodes codes = new ClusteredCodes(72, 10);
    try (AssetIndex index = AssetIndex.builder().directory(directory).build()) {
      long before = index.stats().memoryBytes();
      for (int key = 0; key < 2000; key++) {
        index.apply(codes.put(key), key & 127);
      }
      assertThat(index.stats().memoryBytes()).isGreaterThan(before);
      index.maintain();
      assertThat(index.stats().memoryBytes()).isEqualTo(index.memoryBytes());
      index.rotate();
      // What sealing takes comes on top as long as it is going on.
      long full = index.memoryBytes();
      Settling.settle(index);
      assertThat(index.stats().sealings()).isEqualTo(1);
      assertThat(index.memoryBytes()).isLessThan(full);
    }
  }
}
