package io.flinkiscc.state;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What one task's part of a checkpoint consists of; the meta state of its handle.
 *
 * <p>The format, version 3, all numbers big endian:
 *
 * <pre>
 *   magic          u32   0x49534D46, "ISMF"
 *   version        u16   3
 *   firstKeyGroup  u16   key groups of the task that wrote it
 *   lastKeyGroup   u16
 *   maxParallelism u16   number of key groups of the job
 *   maxEventTime   i64   highest event time taken, microseconds since 1970 UTC
 *   packs          u32   number of packs of tombstones, then for each: file
 *   shards         u32   number of sealed shards, the newest first, then for each:
 *     file
 *     clip               key groups, see {@link io.flinkiscc.index.KeyGroups#writeTo}
 *     tombstones   u8    0 for none, 1 if there follow:
 *       name       u16   number of bytes, and these bytes
 *       pack       u32   which of the packs, from 0 on
 *       offset     u64   first byte in the pack
 *       length     u32   number of bytes
 *       checksum   u32   CRC32C of the name and these bytes
 *   groups         u32   number of groups of logs, to be replayed in this order, then for each:
 *     clip               key groups
 *     logs         u32   number of logs, then for each:
 *       id         u16   number of bytes, and these bytes
 *       deletes    u8    1 for a log of remembered deletes, 0 for that of a shard
 *       start      u64   first byte that is wanted
 *       end        u64   the byte behind the last
 *     deltas       u32   number of deltas, in their order, then for each: file
 *   checksum       u32   CRC32C of everything before it
 *
 *   file is:
 *     name         u16   number of bytes, and these bytes
 *     bytes        u64   length
 *     checksum     u32   CRC32C
 * </pre>
 *
 * <p>Versions 1 and 2, which are read too, are of checkpoints without anything shared: behind
 * lastKeyGroup they have the length of a log (u64), version 2 also the number of sealed shards
 * (u32) and their files; the log is the private state {@link #LEGACY_LOG}.
 *
 * @param version format version it was read from
 * @param firstKeyGroup first key group of the task that wrote it
 * @param lastKeyGroup its last one
 * @param maxParallelism number of key groups of the job; 0 if the version does not say
 * @param maxEventTimeMicros highest event time taken
 * @param packs the packs of tombstones
 * @param shards the sealed shards
 * @param groups the groups of logs
 */
record IndexManifest(
    int version,
    int firstKeyGroup,
    int lastKeyGroup,
    int maxParallelism,
    long maxEventTimeMicros,
    List<StateFile> packs,
    List<ManifestShard> shards,
    List<LogGroup> groups) {

  /** Name of the private state that holds the log, in versions before 3. */
  static final String LEGACY_LOG = "active";

  /** The version that is written. */
  static final int VERSION = 3;

  private static final int OLDEST_VERSION = 1;
  private static final int MAGIC = 0x49534D46;
  private static final int CHECKSUM_BYTES = 4;

  /** Bytes that {@link #isManifest} needs. */
  static final int HEAD_BYTES = 6;

  IndexManifest {
    packs = List.copyOf(packs);
    shards = List.copyOf(shards);
    groups = List.copyOf(groups);
  }

  /** Whether it is of a checkpoint without anything shared, with one log as private state. */
  boolean legacy() {
    return version < VERSION;
  }

  /**
   * Whether bytes begin as those of a manifest do, of whatever version.
   *
   * @param head the first {@link #HEAD_BYTES}, or all if there are fewer
   */
  static boolean isManifest(byte[] head) {
    return head.length == HEAD_BYTES && ByteBuffer.wrap(head).getInt() == MAGIC;
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeShort(VERSION);
      new ManifestWriter(out).write(this);
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
    if (bytes.length < HEAD_BYTES + CHECKSUM_BYTES) {
      throw new IOException("index manifest of " + bytes.length + " bytes is cut off");
    }
    ByteBuffer head = ByteBuffer.wrap(bytes);
    int magic = head.getInt();
    if (magic != MAGIC) {
      throw new IOException("not an index manifest: begins with 0x%08x".formatted(magic));
    }
    int version = Short.toUnsignedInt(head.getShort());
    if (version < OLDEST_VERSION || version > VERSION) {
      throw new IOException(
          "index manifest has version "
              + version
              + ", this program reads versions "
              + OLDEST_VERSION
              + " to "
              + VERSION
              + ": restore with the program that wrote it, or a newer one");
    }
    int length = bytes.length - CHECKSUM_BYTES;
    if (head.getInt(length) != checksum(bytes, length)) {
      throw new IOException("index manifest is damaged or cut off: its checksum is wrong");
    }
    DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, HEAD_BYTES, length - HEAD_BYTES));
    ManifestReader reader = new ManifestReader(in);
    IndexManifest manifest = version == VERSION ? reader.read() : reader.readLegacy(version);
    if (in.available() != 0) {
      throw new IOException("index manifest has " + in.available() + " bytes too many");
    }
    return manifest;
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
