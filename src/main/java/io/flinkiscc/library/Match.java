package io.flinkiscc.library;

import io.flinkiscc.nphd.Distance;

/**
 * An entry near a queried code.
 *
 * @param key key of the entry
 * @param hamming differing bits within the common prefix of the codes
 * @param bits length of the common prefix; 0 if the entry has an empty code, as files of
 *     iscc-usearch may have, which is at distance 0 of everything
 * @param <K> {@link Long} (unsigned) or {@link Key128}
 */
public record Match<K>(K key, int hamming, int bits) {

  /** Returns {@code hamming / bits}, 0 (alike) to 1. */
  public double nphd() {
    return bits == 0 ? 0 : (double) hamming / bits;
  }

  /** Returns {@code 1 - nphd()}. */
  public double score() {
    return 1 - nphd();
  }

  /**
   * Returns the distance without rounding.
   *
   * @throws IllegalArgumentException if {@link #bits()} is 0
   */
  public Distance distance() {
    return new Distance(hamming, bits);
  }
}
