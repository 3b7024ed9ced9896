package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/**
 * A code made ready to be compared with rows: little-endian words, as rows are read from files.
 * Immutable.
 */
final class UsearchQuery {

  /** Words of the longest code. */
  static final int WORDS = UsearchRanks.MAX_BYTES / Long.BYTES;

  /** Four masks for each number of bytes: which bits belong to the first {@code n} bytes. */
  private static final long[] MASKS = new long[(UsearchRanks.MAX_BYTES + 1) * WORDS];

  static {
    for (int bytes = 0; bytes <= UsearchRanks.MAX_BYTES; bytes++) {
      for (int word = 0; word < WORDS; word++) {
        MASKS[bytes * WORDS + word] = mask(bytes, word);
      }
    }
  }

  private final long word0;
  private final long word1;
  private final long word2;
  private final long word3;
  private final int bytes;

  private UsearchQuery(long word0, long word1, long word2, long word3, int bytes) {
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
    this.bytes = bytes;
  }

  static UsearchQuery of(Code code) {
    return new UsearchQuery(
        word(code, 0), word(code, 1), word(code, 2), word(code, 3), code.bits() / Byte.SIZE);
  }

  /**
   * Makes a query of the words of a row.
   *
   * <p>They are zero behind the end.
   *
   * @param bytes length of the code, 0 to 32
   */
  static UsearchQuery ofWords(long word0, long word1, long word2, long word3, int bytes) {
    return new UsearchQuery(word0, word1, word2, word3, bytes);
  }

  /** Returns 64 bits of a code with its first byte lowest. */
  static long word(Code code, int i) {
    return Long.reverseBytes(code.word(i));
  }

  /** Returns the bits of a word that belong to the first {@code bytes} bytes of a code. */
  static long mask(int bytes, int word) {
    int inWord = bytes - word * Long.BYTES;
    if (inWord <= 0) {
      return 0;
    }
    return inWord >= Long.BYTES ? -1L : (1L << inWord * Byte.SIZE) - 1;
  }

  /** Returns the length of the query in bytes, 0 to 32. */
  int bytes() {
    return bytes;
  }

  /** Returns the length in bytes of the prefix shared with a row of {@code rowBytes} bytes. */
  int common(int rowBytes) {
    return Math.min(bytes, rowBytes);
  }

  /**
   * Counts the differing bits within the common prefix.
   *
   * @param common its length in bytes
   */
  int hamming(long row0, long row1, long row2, long row3, int common) {
    int m = common * WORDS;
    return Long.bitCount((row0 ^ word0) & MASKS[m])
        + Long.bitCount((row1 ^ word1) & MASKS[m + 1])
        + Long.bitCount((row2 ^ word2) & MASKS[m + 2])
        + Long.bitCount((row3 ^ word3) & MASKS[m + 3]);
  }

  /** Returns the rank of the distance to a row; what lies behind the row's end is ignored. */
  int rank(long row0, long row1, long row2, long row3, int rowBytes) {
    int common = Math.min(bytes, rowBytes);
    return UsearchRanks.of(common, hamming(row0, row1, row2, row3, common));
  }

  /** Copies the words. */
  void copyTo(long[] target, int at) {
    target[at] = word0;
    target[at + 1] = word1;
    target[at + 2] = word2;
    target[at + 3] = word3;
  }

  /** Two queries are equal if their lengths and bits are. */
  @Override
  public boolean equals(Object o) {
    return o instanceof UsearchQuery other
        && bytes == other.bytes
        && word0 == other.word0
        && word1 == other.word1
        && word2 == other.word2
        && word3 == other.word3;
  }

  @Override
  public int hashCode() {
    long first = (word0 * 31 + word1) * 31 + bytes;
    return UsearchKey.hash(Long.rotateLeft(first, 17) + word2, Long.rotateLeft(word3, 31) ^ first);
  }
}
