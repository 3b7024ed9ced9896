package io.flinkiscc.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes full shards to files in the background, the oldest first, so that the log of a waiting
 * shard is never older than a sealed one. A write that fails is tried again, with growing pauses;
 * until it succeeds the shard stays in memory as it is. Only a shard that fits into no file is not
 * tried again: its writer fails.
 */
final class ShardSealer {

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 30_000;

  private final Shards shards;
  private final EngineOptions options;
  private final BackgroundThreads threads;
  private final ShardFileWriter files;
  private final EngineCounters counters;

  ShardSealer(
      Shards shards,
      EngineOptions options,
      BackgroundThreads threads,
      ShardFileWriter files,
      EngineCounters counters) {
    this.shards = shards;
    this.options = options;
    this.threads = threads;
    this.files = files;
    this.counters = counters;
  }

  /** Tells that a shard is full. */
  void wake() {
    threads.seal(this::sealOldest);
  }

  private void sealOldest() {
    WaitingShard full = oldestUnsealed();
    long pause = FIRST_PAUSE_MILLIS;
    while (!threads.closing() && full.result() == null) {
      try {
        full.result(seal(full.shard()));
        counters.lastFailure.set(null);
        if (threads.closing()) {
          full.release();
        }
      } catch (IOException e) {
        if (threads.closing()) {
          return;
        }
        counters.failed(e);
        if (e instanceof ShardTooLargeException || e instanceof CorruptDataException) {
          throw new UncheckedIOException(
              "a full shard cannot be sealed, lower shardMaxBytes (index.shard.max-bytes), now "
                  + options.shardMaxBytes()
                  + ": "
                  + e.getMessage(),
              e);
        }
        try {
          TimeUnit.MILLISECONDS.sleep(pause);
        } catch (InterruptedException interrupt) {
          return;
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
      }
    }
  }

  private WaitingShard oldestUnsealed() {
    List<WaitingShard> waiting = shards.published().shards().waiting();
    for (int i = waiting.size() - 1; i >= 0; i--) {
      if (waiting.get(i).result() == null) {
        return waiting.get(i);
      }
    }
    throw new IllegalStateException("no shard waits to be sealed");
  }

  private WaitingShard.Sealing seal(ActiveShard full) throws IOException {
    FullShardSource source = new FullShardSource(full, shards.published().version());
    int[] ordinals = source.ordinals();
    if (source.size() == 0) {
      return new WaitingShard.Sealing(null, ordinals);
    }
    full.endGraphs(options, threads::closing);
    ShardFile file = files.write(source, full::graph, 0);
    counters.sealingBytes.add(file.bytes());
    return new WaitingShard.Sealing(file, ordinals);
  }
}
