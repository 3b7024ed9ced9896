package io.flinkiscc.graph;

import java.util.Arrays;

/**
 * Numbers the fractions {@code hamming / bits} in ascending order, so that distances over prefixes
 * of different lengths compare exactly as small integers. Equal fractions have equal ranks.
 */
final class UsearchRanks {

  /** Longest code, in bytes. */
  static final int MAX_BYTES = 32;

  private static final int STRIDE = MAX_BYTES * Byte.SIZE + 1;

  /** The least common multiple of 1 to 32; times 8 it is one of all code lengths in bits. */
  private static final long COMMON_MULTIPLE = 144_403_552_893_600L;

  private static final char[] RANKS = new char[(MAX_BYTES + 1) * STRIDE];

  /** Number of ranks; they are 0 to {@code COUNT - 1}. */
  static final int COUNT;

  static {
    long[] fractions = new long[RANKS.length];
    int n = 0;
    for (int bytes = 1; bytes <= MAX_BYTES; bytes++) {
      for (int hamming = 0; hamming <= bytes * Byte.SIZE; hamming++) {
        fractions[n++] = fraction(bytes, hamming);
      }
    }
    long[] distinct = Arrays.stream(fractions, 0, n).sorted().distinct().toArray();
    for (int bytes = 1; bytes <= MAX_BYTES; bytes++) {
      for (int hamming = 0; hamming <= bytes * Byte.SIZE; hamming++) {
        RANKS[bytes * STRIDE + hamming] =
            (char) Arrays.binarySearch(distinct, fraction(bytes, hamming));
      }
    }
    COUNT = distinct.length;
  }

  private UsearchRanks() {}

  private static long fraction(int bytes, int hamming) {
    return hamming * (COMMON_MULTIPLE / bytes);
  }

  /**
   * Returns the rank of a distance.
   *
   * @param bytes length of the common prefix, 0 to 32; at 0 every distance is 0
   * @param hamming differing bits, 0 to {@code 8 * bytes}
   */
  static int of(int bytes, int hamming) {
    return RANKS[bytes * STRIDE + hamming];
  }
}
