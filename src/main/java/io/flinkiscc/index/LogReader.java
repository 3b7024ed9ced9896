package io.flinkiscc.index;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * Reads what {@link FrozenIndex} wrote, record by record, checking lengths before it allocates and
 * the checksum at the end.
 */
final class LogReader {

  /** Far above any record: the largest record of a log is bounded by what the input accepts. */
  private static final int LARGEST_RECORD = 256 << 20;

  /** Far above any table: a bitmap takes at most an eighth of a byte per entry. */
  private static final int LARGEST_TABLE = 1 << 30;

  /** Grows by what was really read, so that a wrong length cannot make us allocate much. */
  private static final int READ_STEP = 1 << 20;

  private final CRC32C crc = new CRC32C();
  private final DataInputStream in;
  private final long maxEventTimeMicros;
  private final List<ShardLine> shards;
  private long left;
  private boolean ended;

  LogReader(InputStream stream) throws IOException {
    in = new DataInputStream(new CheckedInputStream(stream, crc));
    try {
      int magic = in.readInt();
      if (magic != FrozenIndex.MAGIC) {
        throw new CorruptDataException(
            "not an index log: begins with 0x%08x instead of 0x%08x"
                .formatted(magic, FrozenIndex.MAGIC));
      }
      int version = in.readUnsignedShort();
      if (version < FrozenIndex.VERSION_WITHOUT_SHARDS || version > FrozenIndex.VERSION) {
        throw new CorruptDataException(
            "index log has format version "
                + version
                + ", this program reads versions "
                + FrozenIndex.VERSION_WITHOUT_SHARDS
                + " to "
                + FrozenIndex.VERSION
                + ": use the program that wrote it, or a newer one");
      }
      in.readUnsignedShort();
      maxEventTimeMicros = in.readLong();
      shards = version == FrozenIndex.VERSION_WITHOUT_SHARDS ? List.of() : readTable();
      left = in.readLong();
    } catch (EOFException e) {
      throw new CorruptDataException("index log ends within its header", e);
    }
    if (left < 0) {
      throw new CorruptDataException("index log says it has " + left + " bytes");
    }
  }

  private List<ShardLine> readTable() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > LARGEST_TABLE) {
      throw new CorruptDataException("index log has a table of " + length + " bytes");
    }
    byte[] table = readFully(length);
    checkSum();
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
    try {
      if (left == 0) {
        checkEnd();
        return null;
      }
      int length = left < LogRecord.FRAME_BYTES ? -1 : in.readInt();
      left -= LogRecord.FRAME_BYTES;
      if (length < 1 || length > left || length > LARGEST_RECORD) {
        throw new CorruptDataException(
            "index log has a record of " + length + " bytes with " + left + " bytes left");
      }
      byte[] body = readFully(length);
      left -= length;
      return LogRecord.parse(ByteBuffer.wrap(body));
    } catch (EOFException e) {
      throw new CorruptDataException("index log is cut off, " + left + " bytes are missing", e);
    }
  }

  private byte[] readFully(int length) throws IOException {
    byte[] body = in.readNBytes(Math.min(length, READ_STEP));
    while (body.length < length) {
      byte[] more = in.readNBytes(Math.min(length - body.length, body.length));
      if (more.length == 0) {
        throw new EOFException();
      }
      int had = body.length;
      body = Arrays.copyOf(body, had + more.length);
      System.arraycopy(more, 0, body, had, more.length);
    }
    return body;
  }

  private void checkEnd() throws IOException {
    if (ended) {
      return;
    }
    ended = true;
    checkSum();
  }

  /** Compares what was read so far with the checksum that follows. */
  private void checkSum() throws IOException {
    int expected = (int) crc.getValue();
    int stored = in.readInt();
    if (stored != expected) {
      throw new CorruptDataException(
          "index log is damaged: checksum is 0x%08x, its bytes give 0x%08x"
              .formatted(stored, expected));
    }
  }
}
