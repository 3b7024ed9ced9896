package io.flinkiscc.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The times that single operations took, by the clock. */
final class Latencies {

  private static final double STALL_NANOS = 100e6;

  private final long[] nanos;
  private int count;

  /** Makes room for this many operations. */
  Latencies(int most) {
    nanos = new long[most];
  }

  void add(long nanosTaken) {
    nanos[count++] = nanosTaken;
  }

  int count() {
    return count;
  }

  /** Percentiles in microseconds, and operations that took 100 milliseconds or longer. */
  Map<String, Object> figures() {
    long[] ascending = Arrays.copyOf(nanos, count);
    Arrays.sort(ascending);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("p50_us", at(ascending, .5));
    figures.put("p99_us", at(ascending, .99));
    figures.put("p999_us", at(ascending, .999));
    figures.put("max_us", at(ascending, 1));
    figures.put("stalls", Arrays.stream(ascending).filter(n -> n >= STALL_NANOS).count());
    figures.put("stalled_ms", Arrays.stream(ascending).filter(n -> n >= STALL_NANOS).sum() / 1e6);
    return figures;
  }

  /** The smallest of ascending times that a share of them does not exceed, in microseconds. */
  static double at(long[] ascending, double share) {
    if (ascending.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * ascending.length);
    return ascending[Math.max(0, rank - 1)] / 1e3;
  }
}
