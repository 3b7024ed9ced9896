package io.flinkiscc.state;

/**
 * Numbers from 0 on in buckets: below 32 one for each number, above sixteen for every power of two,
 * so that a bucket is at most 1/16 of its lowest number wide.
 */
final class LogBuckets {

  private static final int STEP_BITS = 4;
  private static final int STEPS = 1 << STEP_BITS;

  /** Number of buckets that all numbers up to {@link Long#MAX_VALUE} take. */
  static final int COUNT = of(Long.MAX_VALUE) + 1;

  private LogBuckets() {}

  /**
   * The bucket of a number.
   *
   * @param value from 0 on
   */
  static int of(long value) {
    int shift = shift(value);
    return (shift << STEP_BITS) + (int) (value >>> shift);
  }

  /** Places that a number is shifted by to have five bits at most. */
  private static int shift(long value) {
    return Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(value) - STEP_BITS - 1);
  }

  /** The lowest number in a bucket. */
  static long lowest(int bucket) {
    if (bucket < 2 * STEPS) {
      return bucket;
    }
    int shift = (bucket >> STEP_BITS) - 1;
    return (long) (bucket - (shift << STEP_BITS)) << shift;
  }

  /** The mean of the numbers in a bucket. */
  static double middle(int bucket) {
    if (bucket < 2 * STEPS) {
      return bucket;
    }
    int shift = (bucket >> STEP_BITS) - 1;
    return lowest(bucket) + ((1L << shift) - 1) / 2.;
  }
}
