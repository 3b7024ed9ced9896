package io.flinkiscc.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What happens while a full shard waits for a disk that does not take it. */
@Timeout(60)
class PendingShardTest {

  @TempDir Path dir;

  /** A disk without room for shards until it is told otherwise. */
  private static final class FullDisk extends FileSteps {
    private volatile boolean full = true;
    private final AtomicInteger refused = new AtomicInteger();

    @Override
    Written write(Path file, Content content) throws IOException {
      if (full && file.getFileName().toString().startsWith("shard_")) {
        refused.incrementAndGet();
        throw new IOException("no room for " + file);
      }
      return super.write(file, content);
    }
  }

  @ParameterizedTest
  @EnumSource(JournalMode.class)
  void aBloomFilterMadeAnewMeanwhileHidesNothingOfTheShard(JournalMode mode) throws IOException {
    FullDisk disk = new FullDisk();
    Random random = new Random(2);
    long keys = 0;
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(dir)
            .steps(disk)
            .shardSize(6000)
            .journal(mode)
            .backgroundRotation(true)
            .open()) {
      while (index.stats().shards() < 2) {
        index.add(keys++, Samples.code(random));
      }
      while (disk.refused.get() == 0) {
        Thread.onSpinWait();
      }
      index.remove(1L);
      index.rebuildBloom();
      disk.full = false;
      index.drainRotations();
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).journal(mode).open()) {
      boolean removed = mode != JournalMode.OFF;
      assertThat(index.contains(1L)).isEqualTo(!removed);
      assertThat(index.size()).isEqualTo(keys - (removed ? 1 : 0));
      assertThat(index.verify().problems()).isEmpty();
    }
  }

  @Test
  void aCallFailsBeforeItChangesAnythingAndNotAfterwards() throws IOException {
    FullDisk disk = new FullDisk();
    Random random = new Random(3);
    long keys = 0;
    try (ShardedNphdIndex index =
        ShardedNphdIndex.builder(dir).steps(disk).shardSize(6000).open()) {
      boolean refused = false;
      while (!refused) {
        long before = index.size();
        try {
          assertThat(index.add(keys, Samples.code(random))).isTrue();
          keys++;
        } catch (UncheckedIOException e) {
          refused = true;
          assertThat(e).hasMessageContaining("no room for");
          assertThat(index.contains(keys)).isFalse();
          assertThat(index.size()).isEqualTo(before);
        }
      }
      assertThat(disk.refused.get()).isGreaterThan(2);
      assertThat(index.stats().shards()).isEqualTo(3);
      disk.full = false;
      assertThat(index.add(keys++, Samples.code(random))).isTrue();
    }
    try (ShardedNphdIndex index = ShardedNphdIndex.builder(dir).open()) {
      assertThat(index.size()).isEqualTo(keys);
    }
  }
}
