package io.flinkiscc.cli;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import io.flinkiscc.nphd.ScanVisitor;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Collects the smallest distances of one query. A distance is a fraction hamming / bits, kept as an
 * integer: {@link #scaled} makes fractions of different bits comparable.
 */
final class NearestDistances {

  /** Divisible by all lengths in units of 32 bits: 1 to 8. */
  private static final int SCALE = 840;

  private static final int BATCH = 8;
  private static final int NONE = Integer.MAX_VALUE;

  private final int[] ascending;

  NearestDistances(int k) {
    ascending = new int[k];
    clear();
  }

  void clear() {
    Arrays.fill(ascending, NONE);
  }

  /**
   * Makes a distance comparable.
   *
   * @param bits compared bits, a multiple of 32
   */
  static int scaled(int hamming, int bits) {
    return hamming * (SCALE / (bits / 32));
  }

  void offer(int scaled) {
    int last = ascending.length - 1;
    if (scaled >= ascending[last]) {
      return;
    }
    int i = last;
    while (i > 0 && ascending[i - 1] > scaled) {
      ascending[i] = ascending[i - 1];
      i--;
    }
    ascending[i] = scaled;
  }

  /** Takes the hits of a scan whose distances are over this many bits. */
  ScanVisitor visitor(int bits) {
    int scale = scaled(1, bits);
    int last = ascending.length - 1;
    return (ordinal, hamming) -> {
      offer(hamming * scale);
      int worst = ascending[last];
      // Another one as far would change nothing, as only distances are collected.
      return worst == NONE ? bits : worst == 0 ? -1 : (worst - 1) / scale;
    };
  }

  /** The largest distance of those collected, or the largest of all if fewer than k came. */
  int farthest() {
    return ascending[ascending.length - 1];
  }

  /** The number of distances collected. */
  int count() {
    return countWithin(NONE - 1);
  }

  /** The number of distances collected that are not above a bound. */
  int countWithin(int bound) {
    int count = ascending.length;
    while (count > 0 && (ascending[count - 1] > bound || ascending[count - 1] == NONE)) {
      count--;
    }
    return count;
  }

  /** The distances of exact scans: the truth that recall is measured by. */
  static NearestDistances[] exact(Collection<CodeArray> arrays, Code[] queries, int k) {
    NearestDistances[] nearest = new NearestDistances[queries.length];
    for (int from = 0; from < queries.length; from += BATCH) {
      Code[] batch = Arrays.copyOfRange(queries, from, Math.min(from + BATCH, queries.length));
      for (int i = 0; i < batch.length; i++) {
        nearest[from + i] = new NearestDistances(k);
      }
      for (CodeArray array : arrays) {
        ScanVisitor[] visitors = new ScanVisitor[batch.length];
        int[] bounds = new int[batch.length];
        for (int i = 0; i < batch.length; i++) {
          bounds[i] = Math.min(array.bits(), batch[i].bits());
          visitors[i] = nearest[from + i].visitor(bounds[i]);
        }
        array.scan(batch, 0, array.size(), bounds, visitors);
      }
    }
    return nearest;
  }

  static NearestDistances[] exact(CodeArray array, Code[] queries, int k) {
    return exact(List.of(array), queries, k);
  }
}
