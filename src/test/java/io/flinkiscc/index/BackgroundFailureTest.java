package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.UnitType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that cannot be written, threads that fail, writers that are interrupted. */
class BackgroundFailureTest {

  @TempDir private Path directory;
  private final ClusteredCodes codes = new ClusteredCodes(41, 20);

  private AssetIndex index(Path parent) {
    return AssetIndex.builder()
        .directory(parent)
        .options(EngineOptions.builder().shardMaxAssets(20).waitingShards(2).build())
        .build();
  }

  @Test
  void shardsStayInMemoryUntilTheyCanBeWritten() throws IOException {
    // A file where the directory should be: nothing can be written below it.
    Path parent = Files.createFile(directory.resolve("full"));
    try (AssetIndex index = index(parent);
        AssetIndex restored = index(directory.resolve("other"))) {
      for (int key = 0; key < 60; key++) {
        index.apply(codes.put(key), key);
      }
      while (index.stats().failedWrites() < 2) {
        Thread.onSpinWait();
      }
      index.maintain();
      assertThat(index.stats().sealedShards()).isZero();
      assertThat(index.stats().waitingShards()).isEqualTo(3);
      assertThat(index.stats().lastFailure()).isPresent();
      assertThat(index.snapshot().nearest(UnitType.CONTENT_TEXT_V0, codes.next(), 100)).hasSize(60);
      FrozenBytes.of(index).restoreInto(restored, KeyGroups.all());
      assertThat(restored.liveAssets()).isEqualTo(60);

      Files.delete(parent);
      Settling.settle(index);
      assertThat(index.stats().waitingShards()).isZero();
      assertThat(index.stats().sealedShards()).isPositive();
      assertThat(index.stats().lastFailure()).isEmpty();
      assertThat(index.snapshot().nearest(UnitType.CONTENT_TEXT_V0, codes.next(), 100)).hasSize(60);
    }
  }

  @Test
  void aWriterThatIsAheadIsSlowedDownButNotStoppedAndCanBeInterrupted() throws IOException {
    Path parent = Files.createFile(directory.resolve("full"));
    try (AssetIndex index = index(parent)) {
      // Five shards wait, which is more than twice the bound.
      for (int key = 0; key < 105; key++) {
        index.apply(codes.put(key), key);
      }
      assertThat(index.stats().waitingShards()).isEqualTo(5);
      assertThat(index.stats().stallNanos()).isPositive();
      assertThat(index.snapshot().nearest(UnitType.CONTENT_TEXT_V0, codes.next(), 200))
          .hasSize(105);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> index.apply(codes.put(105), 105))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
      assertThat(index.liveAssets()).isEqualTo(105);
    }
  }

  @Test
  void aFailedThreadIsToldToTheWriterWithItsCause() {
    try (BackgroundThreads threads = new BackgroundThreads(1)) {
      RuntimeException cause = new ArithmeticException("a fault");
      threads.buildGraph(
          () -> {
            throw cause;
          });
      assertThatThrownBy(
              () -> {
                while (true) {
                  threads.throwIfFailed();
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a fault")
          .hasCause(cause);
    }
  }

  @Test
  void aDamagedShardEndsTheCompactionThatReadsIt() throws IOException {
    try (AssetIndex index = index(directory)) {
      for (int key = 0; key < 20; key++) {
        index.apply(codes.put(key), key);
      }
      Settling.settle(index);
      damage(index);
      assertThatThrownBy(
              () -> {
                // The dead let the shard be written anew, for which its damaged bytes are read.
                for (int key = 0; key < 10; key++) {
                  index.apply(AssetOp.delete(key, AssetOp.NO_SEQ, 0), key);
                }
                Settling.settle(index);
                index.maintain();
              })
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseInstanceOf(CorruptDataException.class);
    }
  }

  /** Overwrites the payload blocks, which come first in a sealed shard. */
  private void damage(AssetIndex index) throws IOException {
    try (FrozenIndex frozen = index.freeze();
        java.io.RandomAccessFile file =
            new java.io.RandomAccessFile(frozen.shards().get(0).path().toFile(), "rw")) {
      file.seek(200);
      file.write(new byte[64]);
    }
  }

  @Test
  void aClosedIndexTakesNothingMore() {
    AssetIndex index = index(directory);
    index.apply(codes.put(1), 1);
    index.close();
    index.close();
    assertThatThrownBy(() -> index.apply(codes.put(2), 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }
}
