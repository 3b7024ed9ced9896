package io.flinkiscc.graph;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * The key of a row: 64 or 128 bits. Ordered as an unsigned number, which for 128 bits is the order
 * of byte strings.
 *
 * @param high first 8 bytes of a 128-bit key, big endian; 0 for a 64-bit key
 * @param low last 8 bytes of a 128-bit key, big endian, or the 64-bit key
 */
public record UsearchKey(long high, long low) implements Comparable<UsearchKey> {

  /** Keeps a file of chosen keys from making hash tables slow. */
  private static final long SALT = new SplittableRandom().nextLong();

  /**
   * Returns a 64-bit key.
   *
   * @param key unsigned
   */
  public static UsearchKey of(long key) {
    return new UsearchKey(0, key);
  }

  /**
   * Returns a 128-bit key.
   *
   * @param key 16 bytes
   * @throws IllegalArgumentException if there are not 16 bytes
   */
  public static UsearchKey of(byte[] key) {
    if (key.length != Long.BYTES * 2) {
      throw new IllegalArgumentException("A key of " + key.length + " bytes was given; give 16");
    }
    ByteBuffer bytes = ByteBuffer.wrap(key);
    return new UsearchKey(bytes.getLong(), bytes.getLong());
  }

  /** Returns the 16 bytes of this key, big endian. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(Long.BYTES * 2).putLong(high).putLong(low).array();
  }

  /** Returns a hash whose every bit depends on every bit of the key. Differs between processes. */
  static int hash(long high, long low) {
    // Keys are often sequential or times: spread them (Stafford's mix 13).
    long h = low ^ SALT ^ Long.rotateLeft((high ^ SALT) * 0x9E3779B97F4A7C15L, 32);
    h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
    h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
    return (int) (h ^ h >>> 31);
  }

  @Override
  public int compareTo(UsearchKey other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Returns a 64-bit key as an unsigned number and any other as 32 hexadecimal digits. */
  @Override
  public String toString() {
    return high == 0 ? Long.toUnsignedString(low) : HexFormat.of().formatHex(toBytes());
  }
}
