package io.flinkiscc.index;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Slows the writer down when background threads have fallen behind. A write waits some milliseconds
 * at most, so that each is quick and many are as slow as the background is; only at twice the
 * bounds it waits until there is room, or memory would grow without end.
 */
final class Brake {

  private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Shards shards;
  private final EngineOptions options;

  Brake(Shards shards, EngineOptions options) {
    this.shards = shards;
    this.options = options;
  }

  /**
   * Waits if needed.
   *
   * @throws IllegalStateException if background threads failed or the thread was interrupted
   */
  void waitIfBehind() {
    if (!behind(1)) {
      return;
    }
    long start = System.nanoTime();
    long waited = 0;
    while (behind(2) || behind(1) && waited < LONGEST_NANOS) {
      LockSupport.parkNanos(SLICE_NANOS);
      if (Thread.currentThread().isInterrupted()) {
        throw new IllegalStateException(
            "interrupted while waiting for the background threads of the index");
      }
      shards.maintain();
      waited = System.nanoTime() - start;
    }
    shards.counters().stallNanos.add(waited);
  }

  private boolean behind(int times) {
    return shards.waiting() > times * options.waitingShards()
        || shards.building().tail() > (long) times * options.graphTail();
  }
}
