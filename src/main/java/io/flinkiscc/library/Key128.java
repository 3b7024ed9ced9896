package io.flinkiscc.library;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A key of 128 bits, ordered as its 16 bytes are: unsigned, big endian.
 *
 * @param high bytes 0 to 7, the first one in the highest bits
 * @param low bytes 8 to 15, the first one in the highest bits
 */
public record Key128(long high, long low) implements Comparable<Key128> {

  /** Bytes of a key. */
  public static final int BYTES = 16;

  /**
   * Reads a key.
   *
   * @param bytes 16 bytes
   * @throws IllegalArgumentException if there are more or fewer
   */
  public static Key128 of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "A 128-bit key was given as " + bytes.length + " bytes; give 16");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    return new Key128(buffer.getLong(), buffer.getLong());
  }

  /** Returns the key whose bytes are those of a UUID. */
  public static Key128 of(UUID uuid) {
    return new Key128(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
  }

  /**
   * Returns the key of a chunk of an asset, as iscc-usearch's 128-bit indexes of simprints have it.
   *
   * @param isccId body of the ISCC-ID of the asset, unsigned
   * @param offset where the chunk begins, unsigned 32 bit
   * @param size length of the chunk, unsigned 32 bit
   */
  public static Key128 ofChunk(long isccId, int offset, int size) {
    return new Key128(isccId, (long) offset << Integer.SIZE | size & 0xFFFFFFFFL);
  }

  /** Returns the 16 bytes of this key in a new array. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }

  /** Compares the bytes of the keys, unsigned, from the first to the last. */
  @Override
  public int compareTo(Key128 other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Returns the bytes as 32 lower-case hexadecimal digits. */
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
  }
}
