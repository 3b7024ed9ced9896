package io.flinkiscc.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What one task's part of a checkpoint consists of; the meta state of its handle.
 *
 * <p>The format, all numbers big endian:
 *
 * <pre>
 *   magic         u32   0x49534D46, "ISMF"
 *   version       u16   2
 *   firstKeyGroup u16   key groups of the task that wrote it
 *   lastKeyGroup  u16
 *   logBytes      u64   bytes of the log
 *   files         u32   number of sealed shards, then for each:
 *     name        u16   number of bytes, and these bytes: what its state is called
 *     bytes       u64   length of its file
 *     checksum    u32   CRC32C of its file
 *   checksum      u32   CRC32C of everything before it
 * </pre>
 *
 * <p>Version 1, which is read too, ends behind logBytes with its checksum.
 */
record IndexManifest(int firstKeyGroup, int lastKeyGroup, long logBytes, List<ShardFile> files) {

  /** A sealed shard: its name, the length of its file, and the CRC32C of that. */
  record ShardFile(String name, long bytes, int checksum) {}

  /** Name of the private state that holds the log. */
  static final String ACTIVE = "active";

  private static final int MAGIC = 0x49534D46;
  private static final int VERSION = 2;
  private static final int VERSION_WITHOUT_FILES = 1;
  private static final int CHECKSUM_BYTES = 4;
  private static final int SMALLEST_FILE = 2 + 8 + 4;

  IndexManifest {
    files = List.copyOf(files);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeShort(VERSION);
      out.writeShort(firstKeyGroup);
      out.writeShort(lastKeyGroup);
      out.writeLong(logBytes);
      out.writeInt(files.size());
      for (ShardFile file : files) {
        out.writeUTF(file.name());
        out.writeLong(file.bytes());
        out.writeInt(file.checksum());
      }
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
    if (bytes.length < 6 + CHECKSUM_BYTES) {
      throw new IOException("index manifest of " + bytes.length + " bytes is cut off");
    }
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    int magic = in.readInt();
    if (magic != MAGIC) {
      throw new IOException("not an index manifest: begins with 0x%08x".formatted(magic));
    }
    int version = in.readUnsignedShort();
    if (version < VERSION_WITHOUT_FILES || version > VERSION) {
      throw new IOException(
          "index manifest has version "
              + version
              + ", this program reads versions "
              + VERSION_WITHOUT_FILES
              + " to "
              + VERSION
              + ": restore with the program that wrote it, or a newer one");
    }
    int length = bytes.length - CHECKSUM_BYTES;
    int stored = new DataInputStream(new ByteArrayInputStream(bytes, length, 4)).readInt();
    if (stored != checksum(bytes, length)) {
      throw new IOException("index manifest is damaged or cut off: its checksum is wrong");
    }
    IndexManifest manifest =
        new IndexManifest(
            in.readUnsignedShort(),
            in.readUnsignedShort(),
            in.readLong(),
            version == VERSION_WITHOUT_FILES ? List.of() : readFiles(in));
    if (in.available() != CHECKSUM_BYTES) {
      throw new IOException(
          "index manifest has " + (in.available() - CHECKSUM_BYTES) + " bytes too many");
    }
    return manifest;
  }

  private static List<ShardFile> readFiles(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available() / SMALLEST_FILE) {
      throw new IOException(
          "index manifest says it has " + count + " files, with " + in.available() + " bytes left");
    }
    List<ShardFile> files = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      files.add(new ShardFile(in.readUTF(), in.readLong(), in.readInt()));
    }
    return files;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
