package io.flinkiscc.index;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Slows the writer down when background threads have fallen behind. A write waits some milliseconds
 * at most, so that each is quick and many are as slow as the background is.
 *
 * <p>At twice the bounds, or beyond the budget of memory, it waits longer: for graphs until they
 * are nearer, which is soon, as nothing can keep them from it; for full shards {@link
 * #LONGEST_FOR_SHARDS_NANOS}, because on a full disk they may never be sealed. Then memory grows by
 * ten writes a second, and who writes still gets to everything else that its thread has to do, such
 * as searches and checkpoints.
 */
final class Brake {

  private static final long SLICE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private static final long LONGEST_FOR_SHARDS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

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
    if (!behind(1) && !memoryShort()) {
      return;
    }
    long start = System.nanoTime();
    long waited = 0;
    while (mustWait(waited)) {
      shards.building().hurry();
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

  /** Waits only if too much is in memory; what graphs lack is scanned. */
  void waitForRoom() {
    if (shardsBehind(1) || memoryShort()) {
      waitIfBehind();
    }
  }

  private boolean mustWait(long waited) {
    return graphsBehind(2)
        || (shardsBehind(2) || memoryShort()) && waited < LONGEST_FOR_SHARDS_NANOS
        || behind(1) && waited < LONGEST_NANOS;
  }

  private boolean behind(int times) {
    return shardsBehind(times) || graphsBehind(times);
  }

  /** Whether the budget is used up by what becomes less when it is waited for. */
  private boolean memoryShort() {
    return shards.memorySeen() > options.memoryMaxBytes() && !shards.settled();
  }

  private boolean shardsBehind(int times) {
    return shards.waiting() > times * options.waitingShards();
  }

  private boolean graphsBehind(int times) {
    return shards.building().tail() > (long) times * options.graphTail();
  }
}
