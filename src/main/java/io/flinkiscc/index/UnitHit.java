package io.flinkiscc.index;

import java.util.Comparator;

/**
 * An asset near a queried code.
 *
 * @param key body of its ISCC-ID, unsigned 64 bit
 * @param hamming number of different bits within the common prefix
 * @param bits length of the common prefix in bits
 */
public record UnitHit(long key, int hamming, int bits) implements Comparable<UnitHit> {

  /**
   * Nearest first: by hamming/bits compared as fractions, then more bits, then smaller unsigned
   * key. A total order, so that the union of partial answers is the same however it was split.
   */
  public static final Comparator<UnitHit> NEAREST_FIRST =
      (a, b) -> {
        int byDistance = Integer.compare(a.hamming * b.bits, b.hamming * a.bits);
        if (byDistance != 0) {
          return byDistance;
        }
        int byBits = Integer.compare(b.bits, a.bits);
        return byBits != 0 ? byBits : Long.compareUnsigned(a.key, b.key);
      };

  @Override
  public int compareTo(UnitHit other) {
    return NEAREST_FIRST.compare(this, other);
  }
}
