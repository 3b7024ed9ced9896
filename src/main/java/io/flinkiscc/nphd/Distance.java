package io.flinkiscc.nphd;

/**
 * The normalised prefix Hamming distance (NPHD) of two codes as an integer pair: {@code hamming}
 * differing bits among the {@code bits} bits of their common prefix.
 *
 * <p>{@link #compareTo} orders by the fraction {@code hamming / bits}, cross-multiplied and
 * therefore without rounding. It is a total preorder: different pairs of one fraction, such as 4 of
 * 64 and 8 of 128, compare as 0 although {@link #equals} tells them apart, so the order is not
 * consistent with equals.
 *
 * <p>NPHD is a metric only among codes of one length. Across lengths it breaks the triangle
 * inequality: 64 zero bits are at distance 0 from 256 zero bits and from 64 zeros followed by 192
 * ones, which are .75 apart.
 *
 * @param hamming differing bits, 0 to {@code bits}
 * @param bits compared bits, 8 to 256 in steps of 8
 */
public record Distance(int hamming, int bits) implements Comparable<Distance> {

  /**
   * Checks the pair.
   *
   * @throws IllegalArgumentException if {@code bits} is no code length or {@code hamming} is not 0
   *     to {@code bits}
   */
  public Distance {
    CodeLength.check(bits, "The number of compared bits");
    if (hamming < 0 || hamming > bits) {
      throw new IllegalArgumentException(
          hamming + " differing bits of " + bits + " compared ones; give 0 to " + bits);
    }
  }

  /** Returns the distance of two codes over their common prefix. */
  public static Distance between(Code a, Code b) {
    return new Distance(a.hamming(b), Math.min(a.bits(), b.bits()));
  }

  /** Returns {@code hamming / bits}, 0 (alike) to 1, rounded to a double. */
  public double nphd() {
    return (double) hamming / bits;
  }

  /** Returns the similarity {@code 1 - nphd()}, 0 to 1 (alike). */
  public double score() {
    return 1.0 - nphd();
  }

  /**
   * Returns the largest number of differing bits at another common length that is not farther than
   * this distance.
   *
   * @param otherBits compared bits, 8 to 256 in steps of 8
   * @return 0 to {@code otherBits}
   * @throws IllegalArgumentException if {@code otherBits} is no code length
   */
  public int maxHamming(int otherBits) {
    return hamming * CodeLength.check(otherBits, "The number of compared bits") / bits;
  }

  /** Compares the fractions {@code hamming / bits} without rounding. */
  @Override
  public int compareTo(Distance other) {
    return Integer.compare(hamming * other.bits, other.hamming * bits);
  }
}
