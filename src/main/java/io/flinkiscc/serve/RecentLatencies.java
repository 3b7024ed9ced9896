package io.flinkiscc.serve;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Within what time a share of the recent calls was answered. Any thread, without locks. */
final class RecentLatencies {

  /** Calls that are remembered. */
  static final int WINDOW = 256;

  /** Calls after which the answer is made anew; before the first time there is none. */
  static final int EVERY = 32;

  private final double percentile;
  private final AtomicLongArray recent = new AtomicLongArray(WINDOW);
  private final AtomicLong count = new AtomicLong();
  private volatile long usual = Long.MAX_VALUE;

  /**
   * @param percentile the share, 0 to 1
   */
  RecentLatencies(double percentile) {
    this.percentile = percentile;
  }

  void add(long nanos) {
    long before = count.getAndIncrement();
    recent.set((int) (before % WINDOW), nanos);
    if ((before + 1) % EVERY == 0) {
      long[] known = new long[(int) Math.min(WINDOW, before + 1)];
      Arrays.setAll(known, recent::get);
      Arrays.sort(known);
      usual = known[(int) Math.min(known.length - 1L, (long) (percentile * known.length))];
    }
  }

  /** The time; the longest there is while too few calls are known. */
  long usualNanos() {
    return usual;
  }
}
