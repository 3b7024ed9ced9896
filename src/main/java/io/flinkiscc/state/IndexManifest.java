package io.flinkiscc.state;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.CRC32C;

/**
 * What one task's part of a checkpoint consists of; the meta state of its handle.
 *
 * <p>The format, all numbers big endian:
 *
 * <pre>
 *   magic         u32   0x49534D46, "ISMF"
 *   version       u16   1
 *   firstKeyGroup u16   key groups of the task that wrote it
 *   lastKeyGroup  u16
 *   logBytes      u64   bytes of the log of the active shard
 *   checksum      u32   CRC32C of everything before it
 * </pre>
 */
record IndexManifest(int firstKeyGroup, int lastKeyGroup, long logBytes) {

  /** Name of the private state that holds the active shard. */
  static final String ACTIVE = "active";

  private static final int MAGIC = 0x49534D46;
  private static final int VERSION = 1;
  private static final int LENGTH = 4 + 2 + 2 + 2 + 8 + 4;

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(LENGTH);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeShort(VERSION);
      out.writeShort(firstKeyGroup);
      out.writeShort(lastKeyGroup);
      out.writeLong(logBytes);
      out.writeInt(checksum(bytes.toByteArray(), bytes.size()));
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads a manifest.
   *
   * @throws IOException if the bytes are no manifest, of a newer version, or damaged
   */
  static IndexManifest parse(byte[] bytes) throws IOException {
    if (bytes.length < 6) {
      throw new IOException("index manifest of " + bytes.length + " bytes is cut off");
    }
    DataInputStream in = new DataInputStream(new java.io.ByteArrayInputStream(bytes));
    int magic = in.readInt();
    if (magic != MAGIC) {
      throw new IOException("not an index manifest: begins with 0x%08x".formatted(magic));
    }
    int version = in.readUnsignedShort();
    if (version != VERSION) {
      throw new IOException(
          "index manifest has version "
              + version
              + ", this program reads version "
              + VERSION
              + ": restore with the program that wrote it, or a newer one");
    }
    if (bytes.length != LENGTH) {
      throw new IOException(
          "index manifest has " + bytes.length + " bytes, version 1 has " + LENGTH);
    }
    IndexManifest manifest =
        new IndexManifest(in.readUnsignedShort(), in.readUnsignedShort(), in.readLong());
    if (in.readInt() != checksum(bytes, LENGTH - 4)) {
      throw new IOException("index manifest is damaged: its checksum is wrong");
    }
    return manifest;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
