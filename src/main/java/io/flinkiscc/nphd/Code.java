package io.flinkiscc.nphd;

import java.util.HexFormat;

/**
 * One similarity code: 8 to 256 bits in steps of 8, packed into four big-endian 64-bit words.
 *
 * <p>The first bit of the code is the highest bit of word 0; bits behind the end are zero.
 * Immutable and safe for use by many threads.
 */
public final class Code {

  private static final int WORDS = CodeLength.MAX_BITS / Long.SIZE;

  private final int bits;
  private final long word0;
  private final long word1;
  private final long word2;
  private final long word3;

  private Code(int bits, long word0, long word1, long word2, long word3) {
    this.bits = bits;
    this.word0 = word0;
    this.word1 = word1;
    this.word2 = word2;
    this.word3 = word3;
  }

  /**
   * Packs the bits of a code.
   *
   * @param bigEndianBits 1 to 32 bytes, the first bit of the code is the highest bit of byte 0; the
   *     array is copied
   * @throws IllegalArgumentException if there are no or more than 32 bytes
   */
  public static Code of(byte[] bigEndianBits) {
    CodeLength.check(bigEndianBits.length * Byte.SIZE, "The length of the code");
    long[] words = new long[WORDS];
    for (int i = 0; i < bigEndianBits.length; i++) {
      words[i >> 3] |= (bigEndianBits[i] & 0xFFL) << (56 - 8 * (i & 7));
    }
    return new Code(bigEndianBits.length * Byte.SIZE, words[0], words[1], words[2], words[3]);
  }

  /**
   * Makes a code of its {@linkplain #word words}.
   *
   * @param bits length of the code, 8 to 256 in steps of 8; bits behind it are ignored
   * @throws IllegalArgumentException if {@code bits} is no code length
   */
  public static Code ofWords(int bits, long word0, long word1, long word2, long word3) {
    CodeLength.check(bits, "The length of the code");
    return new Code(
        bits,
        word0 & mask(bits, 0),
        word1 & mask(bits, 1),
        word2 & mask(bits, 2),
        word3 & mask(bits, 3));
  }

  /** Returns the length of this code in bits: 8 to 256 in steps of 8. */
  public int bits() {
    return bits;
  }

  /**
   * Returns 64 bits of this code.
   *
   * @param i 0 to 3; bit {@code 64 * i} of the code is the highest bit of the word
   * @return the word, zero behind the end of the code
   * @throws IndexOutOfBoundsException if {@code i} is not 0 to 3
   */
  public long word(int i) {
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
        throw new IndexOutOfBoundsException("word " + i + " of a code; its words are 0 to 3");
    }
  }

  /** Returns the bits of this code as a new array of {@code bits() / 8} bytes, big endian. */
  public byte[] toBytes() {
    byte[] bytes = new byte[bits / Byte.SIZE];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (word(i >> 3) >>> (56 - 8 * (i & 7)));
    }
    return bytes;
  }

  /**
   * Counts the differing bits of the common prefix of two codes.
   *
   * @return 0 to {@code min(bits(), other.bits())}
   */
  public int hamming(Code other) {
    long diff0 = word0 ^ other.word0;
    long diff1 = word1 ^ other.word1;
    long diff2 = word2 ^ other.word2;
    long diff3 = word3 ^ other.word3;
    if (bits != other.bits) {
      int common = Math.min(bits, other.bits);
      diff0 &= mask(common, 0);
      diff1 &= mask(common, 1);
      diff2 &= mask(common, 2);
      diff3 &= mask(common, 3);
    }
    return Long.bitCount(diff0)
        + Long.bitCount(diff1)
        + Long.bitCount(diff2)
        + Long.bitCount(diff3);
  }

  /** Returns whether {@code other} is at least as long as this code and starts with its bits. */
  public boolean isPrefixOf(Code other) {
    return bits <= other.bits && hamming(other) == 0;
  }

  /**
   * Returns the first bits of this code.
   *
   * @param length length of the result in bits: 8 to {@link #bits()} in steps of 8
   * @throws IllegalArgumentException if {@code length} is no code length or longer than this code
   */
  public Code prefix(int length) {
    CodeLength.check(length, "The length of the prefix");
    if (length > bits) {
      throw new IllegalArgumentException(
          "A prefix of " + length + " bits was asked of a code of " + bits + " bits");
    }
    return length == bits
        ? this
        : new Code(
            length,
            word0 & mask(length, 0),
            word1 & mask(length, 1),
            word2 & mask(length, 2),
            word3 & mask(length, 3));
  }

  /**
   * Returns the mask of the bits of word {@code i} that belong to the first {@code length} bits.
   *
   * @param length 0 to 256
   * @param i word, 0 to 3
   */
  public static long mask(int length, int i) {
    int inWord = length - Long.SIZE * i;
    if (inWord <= 0) {
      return 0;
    }
    return inWord >= Long.SIZE ? -1L : -1L << (Long.SIZE - inWord);
  }

  /** Two codes are equal if they have the same length and the same bits. */
  @Override
  public boolean equals(Object o) {
    return o instanceof Code other
        && bits == other.bits
        && word0 == other.word0
        && word1 == other.word1
        && word2 == other.word2
        && word3 == other.word3;
  }

  @Override
  public int hashCode() {
    // Codes of near-duplicates differ in few bits, so every bit has to reach the low ones.
    long hash = bits;
    hash = (hash ^ word0) * 0x9E3779B97F4A7C15L;
    hash = (Long.rotateLeft(hash, 29) ^ word1) * 0x9E3779B97F4A7C15L;
    hash = (Long.rotateLeft(hash, 29) ^ word2) * 0x9E3779B97F4A7C15L;
    hash = (Long.rotateLeft(hash, 29) ^ word3) * 0x9E3779B97F4A7C15L;
    return (int) (hash ^ hash >>> 32);
  }

  /** Returns the bits as lower-case hexadecimal digits, two per byte. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(toBytes());
  }
}
