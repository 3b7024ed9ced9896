package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.fail;

/** Waits until the background threads of an index have nothing left to do. */
final class Settling {

  private static final long PATIENCE_NANOS = 60_000_000_000L;

  private Settling() {}

  /** Lets the index finish what is due: no full shard waits and no compaction is going on. */
  static void settle(AssetIndex index) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    index.maintain();
    while (!index.settled()) {
      if (System.nanoTime() > deadline) {
        fail("the index is not done after a minute: " + index.stats());
      }
      Thread.onSpinWait();
      index.maintain();
    }
  }
}
