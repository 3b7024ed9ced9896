package io.flinkiscc.nphd;

import java.util.Random;

/** Trivially correct bit-by-bit arithmetic on codes given as bytes. */
final class BitOracle {

  private BitOracle() {}

  /** Returns whether bit {@code i} (0 = highest bit of byte 0) is set. */
  static boolean bit(byte[] code, int i) {
    return (code[i / 8] >> (7 - i % 8) & 1) == 1;
  }

  /** Counts the differing bits of the common prefix one by one. */
  static int hamming(byte[] a, byte[] b) {
    int count = 0;
    for (int i = 0; i < 8 * Math.min(a.length, b.length); i++) {
      if (bit(a, i) != bit(b, i)) {
        count++;
      }
    }
    return count;
  }

  /** Returns random bytes. */
  static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
