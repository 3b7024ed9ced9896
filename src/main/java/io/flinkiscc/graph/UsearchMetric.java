package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/** How the distance of two rows of a `.usearch` file is measured. */
public enum UsearchMetric {
  /** Hamming distance over the common prefix, divided by its bits; rows may differ in length. */
  NPHD('n'),

  /** Differing bits; all rows have one length. */
  HAMMING('b');

  private final char code;

  UsearchMetric(char code) {
    this.code = code;
  }

  /** Returns the letter that stands for this metric in a file. */
  char code() {
    return code;
  }

  /** Returns the bytes of a row in front of its code: NPHD rows tell their length. */
  int lengthBytes() {
    return this == NPHD ? 1 : 0;
  }

  /**
   * Makes a query.
   *
   * @param rowBits length of the longest row
   * @throws IllegalArgumentException if the lengths must be equal and are not
   */
  UsearchQuery query(Code query, int rowBits) {
    if (this == HAMMING && query.bits() != rowBits) {
      throw new IllegalArgumentException(
          "A query of "
              + query.bits()
              + " bits was given to an index with Hamming distance of "
              + rowBits
              + "-bit codes; give "
              + rowBits
              + " bits");
    }
    return UsearchQuery.of(query);
  }
}
