package io.flinkiscc.index;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads the log of a whole index, as versions before {@link LogDelta} wrote it into every
 * checkpoint.
 *
 * <p>The format, version 2, all numbers big endian:
 *
 * <pre>
 *   magic            u32   0x49534C47, "ISLG"
 *   version          u16   2
 *   reserved         u16   0
 *   maxEventTime     i64   highest event time taken, microseconds since 1970 UTC
 *   tableLength      u32   bytes of the table of sealed shards
 *   table            tableLength bytes:
 *     shards         u32   number of sealed shards, the newest first, then for each:
 *       name         u16   number of bytes, and these bytes
 *       fileBytes    u64   length of its file
 *       fileChecksum u32   CRC32C of its file
 *       deadLength   u32   bytes of the bitmap of its dead entries
 *       dead         deadLength bytes: portable form of a RoaringBitmap over entry ordinals
 *   tableChecksum    u32   CRC32C of everything before it
 *   length           u64   bytes of the records
 *   records          length bytes: {@link LogRecord}s one after the other: the logs of the shards
 *                          that are not sealed, the oldest first, and the log of deletes
 *   checksum         u32   CRC32C of everything before it
 * </pre>
 *
 * <p>Version 1 has neither the table nor its length and checksum, and its deletes say themselves
 * until when they are remembered.
 */
final class LogReader {

  private static final int MAGIC = 0x49534C47;
  private static final short VERSION = 2;
  private static final short VERSION_WITHOUT_SHARDS = 1;

  /** Far above any table: a bitmap takes at most an eighth of a byte per entry. */
  private static final int LARGEST_TABLE = 1 << 30;

  private final RecordInput in;
  private final long maxEventTimeMicros;
  private final List<ShardLine> shards;
  private boolean ended;

  LogReader(InputStream stream) throws IOException {
    in = new RecordInput(stream);
    DataInputStream header = in.data();
    try {
      int magic = header.readInt();
      if (magic != MAGIC) {
        throw new CorruptDataException(
            "not an index log: begins with 0x%08x instead of 0x%08x".formatted(magic, MAGIC));
      }
      int version = header.readUnsignedShort();
      if (version < VERSION_WITHOUT_SHARDS || version > VERSION) {
        throw new CorruptDataException(
            "index log has format version "
                + version
                + ", this program reads versions "
                + VERSION_WITHOUT_SHARDS
                + " to "
                + VERSION
                + ": use the program that wrote it, or a newer one");
      }
      header.readUnsignedShort();
      maxEventTimeMicros = header.readLong();
      shards = version == VERSION_WITHOUT_SHARDS ? List.of() : readTable();
      in.records(header.readLong());
    } catch (EOFException e) {
      throw new CorruptDataException("index log ends within its header", e);
    }
  }

  private List<ShardLine> readTable() throws IOException {
    int length = in.data().readInt();
    if (length < 0 || length > LARGEST_TABLE) {
      throw new CorruptDataException("index log has a table of " + length + " bytes");
    }
    byte[] table = in.readFully(length);
    in.checkSum();
    return ShardLine.parse(table);
  }

  long maxEventTimeMicros() {
    return maxEventTimeMicros;
  }

  /** The sealed shards that belong to the log. */
  List<ShardLine> shards() {
    return shards;
  }

  /**
   * The next record, or null behind the last one.
   *
   * @throws CorruptDataException if the log is cut off or damaged
   */
  LogRecord next() throws IOException {
    LogRecord record = in.next();
    if (record == null && !ended) {
      ended = true;
      in.checkSum();
    }
    return record;
  }
}
