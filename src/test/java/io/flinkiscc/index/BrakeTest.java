package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.UnitType;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How far a writer gets ahead of the threads that build graphs. */
class BrakeTest {

  private static final int ASSETS = 1500;

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 200})
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void noMoreCodesWaitForTheGraphThanMayAndTheWriterGoesOn(int graphTail) {
    ClusteredCodes codes = new ClusteredCodes(graphTail, 40);
    try (AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(
                EngineOptions.builder()
                    .graphTail(graphTail)
                    .graphFrom(1)
                    .expansionAdd(16)
                    .shardMaxAssets(700)
                    .build())
            .build()) {
      for (int key = 0; key < ASSETS; key++) {
        index.apply(codes.put(key), key & 127);
        assertThat(index.stats().graphTail())
            .as("codes without a graph after %d", key)
            .isLessThanOrEqualTo(2 * graphTail + 1);
      }
      assertThat(index.snapshot().nearest(UnitType.CONTENT_TEXT_V0, codes.next(), ASSETS))
          .hasSize(ASSETS);
    }
  }

  @Test
  void theGraphOfAShardThatWasRewrittenIsNotWaitedFor() {
    ClusteredCodes codes = new ClusteredCodes(3, 40);
    int keys = 50;
    try (AssetIndex index =
        AssetIndex.builder()
            .directory(directory)
            .options(EngineOptions.builder().graphFrom(1).expansionAdd(1000).build())
            .build()) {
      int rewrites = 0;
      for (int i = 0; rewrites < 2; i++) {
        long deadBefore = index.stats().deadEntries();
        index.apply(codes.put(i % keys), i % keys);
        if (index.stats().deadEntries() < deadBefore) {
          rewrites++;
          assertThat(index.stats().graphTail()).as("after %d", i).isLessThanOrEqualTo(keys);
        }
      }
    }
  }
}
