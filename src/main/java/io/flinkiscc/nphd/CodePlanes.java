package io.flinkiscc.nphd;

/** The 32-bit planes of a code: plane 0 holds its first 32 bits. */
final class CodePlanes {

  /** Planes of the longest code. */
  static final int MAX_PLANES = CodeLength.MAX_BITS / Integer.SIZE;

  private CodePlanes() {}

  /** Returns the number of planes of a code of {@code bits} bits. */
  static int count(int bits) {
    return (bits + Integer.SIZE - 1) / Integer.SIZE;
  }

  /**
   * Returns one plane of a code, zero behind its end.
   *
   * @param plane 0 to 7
   */
  static int plane(Code code, int plane) {
    return (int) (code.word(plane >> 1) >>> ((plane & 1) == 0 ? Integer.SIZE : 0));
  }
}
