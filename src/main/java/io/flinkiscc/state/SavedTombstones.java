package io.flinkiscc.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Where a checkpoint has the dead entries of a sealed shard: as a part of a pack, a file that holds
 * the bitmaps of several shards one after the other.
 *
 * @param name what they are called; the same name means the same dead entries
 * @param pack name of the file
 * @param offset their first byte in it
 * @param length number of their bytes
 * @param checksum CRC32C of their name and their bytes
 */
record SavedTombstones(String name, String pack, long offset, int length, int checksum) {

  static SavedTombstones of(String name, String pack, long offset, byte[] bitmap) {
    return new SavedTombstones(name, pack, offset, bitmap.length, checksum(name, bitmap));
  }

  /**
   * Takes them out of their pack.
   *
   * @throws IOException if they are not there
   */
  byte[] from(byte[] packBytes) throws IOException {
    if (offset < 0 || length < 0 || offset > packBytes.length - (long) length) {
      throw new IOException(
          "tombstones %s are said to be at %d..%d of pack %s, which has %d bytes"
              .formatted(name, offset, offset + length, pack, packBytes.length));
    }
    byte[] bitmap = new byte[length];
    System.arraycopy(packBytes, Math.toIntExact(offset), bitmap, 0, length);
    if (checksum(name, bitmap) != checksum) {
      throw new IOException("tombstones " + name + " in pack " + pack + " are damaged");
    }
    return bitmap;
  }

  private static int checksum(String name, byte[] bitmap) {
    CRC32C crc = new CRC32C();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    crc.update(bitmap);
    return (int) crc.getValue();
  }
}
