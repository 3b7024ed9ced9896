package io.flinkiscc.serve;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before a retry: exponential back-off with full jitter, a random time up to a
 * bound that doubles, so that many who failed together do not come back together. Immutable.
 */
final class Backoff {

  private static final int MOST_DOUBLINGS = 30;

  private final long firstNanos;
  private final long longestNanos;

  Backoff(ClientOptions options) {
    this.firstNanos = options.firstBackoff().toNanos();
    this.longestNanos = options.longestBackoff().toNanos();
  }

  /**
   * The wait before the next retry.
   *
   * @param retries how many there were
   * @param remainingNanos until the deadline; at most half of it is waited
   */
  long nanos(int retries, long remainingNanos) {
    double bound = (double) firstNanos * (1L << Math.min(retries, MOST_DOUBLINGS));
    long longest = (long) Math.min(bound, Math.min(longestNanos, remainingNanos / 2.0));
    return ThreadLocalRandom.current().nextLong(Math.max(1, longest) + 1);
  }
}
