package io.flinkiscc.nphd;

/** The code lengths this package accepts: 8 to 256 bits in steps of 8. */
final class CodeLength {

  /** Shortest code, in bits. */
  static final int MIN_BITS = 8;

  /** Longest code, in bits. */
  static final int MAX_BITS = 256;

  private CodeLength() {}

  /**
   * Returns {@code bits} if it is a code length.
   *
   * @param bits number of bits
   * @param name how the caller's message names the value
   * @throws IllegalArgumentException if {@code bits} is not 8..256 in steps of 8
   */
  static int check(int bits, String name) {
    if (bits < MIN_BITS || bits > MAX_BITS || (bits & 7) != 0) {
      throw new IllegalArgumentException(
          name + " is " + bits + "; give 8 to 256 bits in steps of 8");
    }
    return bits;
  }
}
