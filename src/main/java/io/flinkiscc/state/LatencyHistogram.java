package io.flinkiscc.state;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.HistogramStatistics;

/**
 * A histogram of times in nanoseconds, or of any numbers from 0 on, in buckets that grow with the
 * numbers: below 32 each number has its own, above a bucket is at most 1/16 of its lowest number
 * wide. What it tells of a value is the middle of its bucket, so at most 1/32 (3.2 %) off; the
 * smallest, the largest and the mean are exact.
 *
 * <p>It covers the last 10 000 to 20 000 values, in 8 kB whatever they are. One thread adds values,
 * without locks and without making objects; any thread reads.
 */
public final class LatencyHistogram implements Histogram {

  /** Values after which the older half is forgotten. */
  static final int GENERATION = 10_000;

  private final AtomicLong count = new AtomicLong();
  private volatile Window window = new Window(new Generation(), new Generation());

  /** What is told of; replaced as a whole, so that a reader misses nothing. */
  private record Window(Generation older, Generation newer) {}

  @Override
  public void update(long value) {
    Generation now = window.newer();
    if (now.size() == GENERATION) {
      now = new Generation();
      window = new Window(window.newer(), now);
    }
    now.add(Math.max(0, value));
    count.setRelease(count.getPlain() + 1);
  }

  @Override
  public long getCount() {
    return count.getAcquire();
  }

  @Override
  public HistogramStatistics getStatistics() {
    return new Statistics(window);
  }

  /** Some thousand values. One thread adds, any reads. */
  private static final class Generation {
    private final int[] buckets = new int[LogBuckets.COUNT];
    private long sum;
    private double squares;
    private long min = Long.MAX_VALUE;
    private long max;
    private volatile int size;

    void add(long value) {
      buckets[LogBuckets.of(value)]++;
      sum += value;
      squares += (double) value * value;
      min = Math.min(min, value);
      max = Math.max(max, value);
      // The write of this one publishes those before it.
      size = size + 1;
    }

    int size() {
      return size;
    }
  }

  /** What the values of two generations are like. Immutable. */
  private static final class Statistics extends HistogramStatistics {
    private final int[] buckets = new int[LogBuckets.COUNT];
    private final int size;
    private final long sum;
    private final double squares;
    private final long min;
    private final long max;

    Statistics(Window of) {
      Generation older = of.older();
      Generation newer = of.newer();
      boolean empty = older.size() + newer.size() == 0;
      int copied = 0;
      for (int i = 0; i < buckets.length; i++) {
        buckets[i] = empty ? 0 : older.buckets[i] + newer.buckets[i];
        copied += buckets[i];
      }
      // Values may have been added since: what was copied counts.
      size = copied;
      sum = older.sum + newer.sum;
      squares = older.squares + newer.squares;
      min = Math.min(older.min, newer.min);
      max = Math.max(older.max, newer.max);
    }

    @Override
    public double getQuantile(double quantile) {
      if (size == 0) {
        return 0;
      }
      long rank = Math.max(1, (long) Math.ceil(quantile * size));
      int bucket = 0;
      for (long seen = buckets[0]; seen < rank && bucket < buckets.length - 1; ) {
        bucket++;
        seen += buckets[bucket];
      }
      return Math.min(max, Math.max(min, LogBuckets.middle(bucket)));
    }

    @Override
    public long[] getValues() {
      long[] values = new long[size];
      int from = 0;
      for (int i = 0; i < buckets.length && from < size; i++) {
        int to = Math.min(size, from + buckets[i]);
        Arrays.fill(values, from, to, (long) LogBuckets.middle(i));
        from = to;
      }
      return values;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public double getMean() {
      return size == 0 ? 0 : (double) sum / size;
    }

    @Override
    public double getStdDev() {
      double mean = getMean();
      return size == 0 ? 0 : Math.sqrt(Math.max(0, squares / size - mean * mean));
    }

    @Override
    public long getMax() {
      return max;
    }

    @Override
    public long getMin() {
      return size == 0 ? 0 : min;
    }
  }
}
