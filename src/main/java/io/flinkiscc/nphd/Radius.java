package io.flinkiscc.nphd;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * How far a match may be: the largest Hamming distance accepted for every common length of two
 * codes. Immutable; serializable as a part of a job's configuration.
 */
public final class Radius implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int LENGTHS = CodeLength.MAX_BITS / Byte.SIZE;
  private static final Radius EXACT = nphd(0);
  private static final Radius ALL = nphd(1);

  /** Largest accepted distance by common length in bytes minus one; -1 = none. */
  private final int[] maxHamming;

  private Radius(int[] maxHamming) {
    this.maxHamming = maxHamming;
  }

  /**
   * Accepts what is not farther than an NPHD: {@code (double) hamming / bits <= max}.
   *
   * <p>The quotient, not a product, is rounded: a decimal such as .15 then accepts 6 of 40 bits.
   *
   * @param max 0 (alike only) to 1 (everything)
   * @throws IllegalArgumentException if {@code max} is not 0 to 1
   */
  public static Radius nphd(double max) {
    checkNphd(max, "The largest NPHD");
    int[] maxHamming = new int[LENGTHS];
    for (int i = 0; i < LENGTHS; i++) {
      maxHamming[i] = largestNphd(max, bits(i));
    }
    return new Radius(maxHamming);
  }

  /**
   * Accepts what is at least as similar as a score: {@code 1.0 - (double) hamming / bits >=
   * minScore}, computed as written.
   *
   * @param minScore 0 (everything) to 1 (alike only)
   * @throws IllegalArgumentException if {@code minScore} is not 0 to 1
   */
  public static Radius score(double minScore) {
    if (!(minScore >= 0 && minScore <= 1)) {
      throw new IllegalArgumentException(
          "The smallest score is " + minScore + "; give a number from 0 to 1");
    }
    int[] maxHamming = new int[LENGTHS];
    for (int i = 0; i < LENGTHS; i++) {
      int bits = bits(i);
      maxHamming[i] = largest(bits, hamming -> 1.0 - (double) hamming / bits >= minScore);
    }
    return new Radius(maxHamming);
  }

  /**
   * Accepts what differs in at most so many bits, whatever the common length.
   *
   * @param max from 0 on; lengths of no more bits accept everything
   * @throws IllegalArgumentException if {@code max} is negative
   */
  public static Radius hamming(int max) {
    if (max < 0) {
      throw new IllegalArgumentException(
          "The largest Hamming distance is " + max + "; give a number of bits from 0 on");
    }
    int[] maxHamming = new int[LENGTHS];
    for (int i = 0; i < LENGTHS; i++) {
      maxHamming[i] = Math.min(max, bits(i));
    }
    return new Radius(maxHamming);
  }

  /** Accepts codes only if one is a prefix of the other. */
  public static Radius exact() {
    return EXACT;
  }

  /** Accepts every pair of codes. */
  public static Radius all() {
    return ALL;
  }

  /** Starts a radius that depends on the common length. */
  public static Builder byLength() {
    return new Builder();
  }

  /**
   * Returns the largest Hamming distance accepted at a common length.
   *
   * @param bits common length, 8 to 256 in steps of 8
   * @return 0 to {@code bits}, or -1 if nothing is accepted at this length
   * @throws IllegalArgumentException if {@code bits} is no code length
   */
  public int maxHamming(int bits) {
    return maxHamming[CodeLength.check(bits, "The common length") / Byte.SIZE - 1];
  }

  /**
   * Returns whether a distance is within this radius.
   *
   * @param hamming differing bits
   * @param bits common length, 8 to 256 in steps of 8
   * @throws IllegalArgumentException if {@code bits} is no code length
   */
  public boolean accepts(int hamming, int bits) {
    return hamming <= maxHamming(bits);
  }

  private static int bits(int index) {
    return (index + 1) * Byte.SIZE;
  }

  private static int largestNphd(double max, int bits) {
    return largest(bits, hamming -> (double) hamming / bits <= max);
  }

  private static int largest(int bits, IntPredicate accepted) {
    int hamming = bits;
    while (!accepted.test(hamming)) {
      hamming--;
    }
    return hamming;
  }

  private static void checkNphd(double max, String name) {
    if (!(max >= 0 && max <= 1)) {
      throw new IllegalArgumentException(name + " is " + max + "; give a number from 0 to 1");
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Radius other && Arrays.equals(maxHamming, other.maxHamming);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(maxHamming);
  }

  /** Returns the accepted distances of the lengths 64, 128, 192 and 256. */
  @Override
  public String toString() {
    return "Radius{64=%d, 128=%d, 192=%d, 256=%d}"
        .formatted(maxHamming(64), maxHamming(128), maxHamming(192), maxHamming(256));
  }

  /**
   * Builds a radius of steps: each holds for the common lengths above the one before it. For one
   * thread.
   */
  public static final class Builder {

    private final int[] maxHamming = new int[LENGTHS];
    private int covered;
    private String fault;

    private Builder() {}

    /**
     * Accepts an NPHD at the common lengths above the step before and up to {@code bits}.
     *
     * @param bits last common length of the step, 8 to 256 in steps of 8, ascending
     * @param max largest NPHD, 0 to 1, as in {@link Radius#nphd}
     * @return this
     */
    public Builder upTo(int bits, double max) {
      if (!(max >= 0 && max <= 1)) {
        blame("upTo(" + bits + ", " + max + "): the NPHD must be a number from 0 to 1");
      } else {
        step(bits, max, "upTo(" + bits + ", " + max + ")");
      }
      return this;
    }

    /**
     * Accepts nothing at the common lengths above the step before and up to {@code bits}.
     *
     * @param bits last common length of the step, 8 to 256 in steps of 8, ascending
     * @return this
     */
    public Builder noneUpTo(int bits) {
      step(bits, Double.NaN, "noneUpTo(" + bits + ")");
      return this;
    }

    /**
     * Makes the radius.
     *
     * @throws IllegalArgumentException if a step is wrong or the last one does not reach 256 bits
     */
    public Radius build() {
      if (fault == null && covered < LENGTHS) {
        blame(
            "byLength: the steps end at "
                + covered * Byte.SIZE
                + " bits; add upTo(256, ...) or noneUpTo(256)");
      }
      if (fault != null) {
        throw new IllegalArgumentException(fault);
      }
      return new Radius(maxHamming.clone());
    }

    private void step(int bits, double max, String option) {
      if (bits <= covered * Byte.SIZE || bits > CodeLength.MAX_BITS || (bits & 7) != 0) {
        blame(
            option
                + ": the length must be a multiple of 8 above "
                + covered * Byte.SIZE
                + " and at most 256");
        return;
      }
      for (; covered < bits / Byte.SIZE; covered++) {
        maxHamming[covered] = Double.isNaN(max) ? -1 : largestNphd(max, bits(covered));
      }
    }

    private void blame(String message) {
      if (fault == null) {
        fault = message;
      }
    }
  }
}
