package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/** A query cut to the bits it has in common with the codes of a graph. */
final class QueryWords {

  long word0;
  long word1;
  long word2;
  long word3;
  long mask0;
  long mask1;
  long mask2;
  long mask3;
  private int bits;

  /**
   * Takes a query.
   *
   * @param graphBits length of the codes it is compared with
   */
  void set(Code query, int graphBits) {
    bits = Math.min(query.bits(), graphBits);
    mask0 = Code.mask(bits, 0);
    mask1 = Code.mask(bits, 1);
    mask2 = Code.mask(bits, 2);
    mask3 = Code.mask(bits, 3);
    word0 = query.word(0) & mask0;
    word1 = query.word(1) & mask1;
    word2 = query.word(2) & mask2;
    word3 = query.word(3) & mask3;
  }

  /** Returns the number of bits that are compared: the largest possible distance. */
  int bits() {
    return bits;
  }

  /**
   * Returns neighbouring bits as a number.
   *
   * @param start the first of them
   * @param width how many, 1 to 32
   */
  int slice(int start, int width) {
    int shift = start & Long.SIZE - 1;
    long first = word(start >> 6);
    long value = shift == 0 ? first : first << shift | word((start >> 6) + 1) >>> Long.SIZE - shift;
    return (int) (value >>> Long.SIZE - width);
  }

  private long word(int i) {
    switch (i) {
      case 0:
        return word0;
      case 1:
        return word1;
      case 2:
        return word2;
      case 3:
        return word3;
      default:
        return 0;
    }
  }
}
