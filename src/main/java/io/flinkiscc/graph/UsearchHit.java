package io.flinkiscc.graph;

/**
 * A row near a queried code. Ordered nearest first: by {@code hamming / bits} compared as
 * fractions, then by smaller unsigned key.
 *
 * @param key key of the row
 * @param slot number of the row in its file or graph
 * @param hamming differing bits within the common prefix
 * @param bits length of the common prefix; 0 if the row has an empty code, whose distance is 0
 */
public record UsearchHit(UsearchKey key, int slot, int hamming, int bits)
    implements Comparable<UsearchHit> {

  /** Returns the distance {@code hamming / bits} rounded to a double, 0 for an empty code. */
  public double nphd() {
    return bits == 0 ? 0 : (double) hamming / bits;
  }

  @Override
  public int compareTo(UsearchHit other) {
    int byDistance =
        Integer.compare(hamming * Math.max(other.bits, 1), other.hamming * Math.max(bits, 1));
    return byDistance != 0 ? byDistance : key.compareTo(other.key);
  }
}
