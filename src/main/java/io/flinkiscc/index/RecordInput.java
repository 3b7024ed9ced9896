package io.flinkiscc.index;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * Reads a stream of {@link LogRecord}s and what is around them, checking lengths before it
 * allocates, and checksums where they stand.
 */
final class RecordInput {

  /** Far above any record: the largest record of a log is bounded by what the input accepts. */
  private static final int LARGEST_RECORD = 256 << 20;

  /** Grows by what was really read, so that a wrong length cannot make us allocate much. */
  private static final int READ_STEP = 1 << 20;

  private final CRC32C crc = new CRC32C();
  private final DataInputStream in;
  private long left;

  RecordInput(InputStream stream) {
    in = new DataInputStream(new CheckedInputStream(stream, crc));
  }

  /** What else is to be read, by the header's reader. */
  DataInputStream data() {
    return in;
  }

  /**
   * Begins records that take so many bytes.
   *
   * @throws CorruptDataException if that is not possible
   */
  void records(long bytes) throws CorruptDataException {
    if (bytes < 0) {
      throw new CorruptDataException("index log says it has " + bytes + " bytes");
    }
    left = bytes;
  }

  /**
   * The next record, or null behind the last one.
   *
   * @throws CorruptDataException if the log is cut off or damaged
   */
  LogRecord next() throws IOException {
    if (left == 0) {
      return null;
    }
    try {
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

  /** Passes over the rest of the records. */
  void skipRecords() throws IOException {
    byte[] buffer = new byte[(int) Math.min(left, READ_STEP)];
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (read < 0) {
        throw new CorruptDataException("index log is cut off, " + left + " bytes are missing");
      }
      left -= read;
    }
  }

  /** Reads so many bytes. */
  byte[] readFully(int length) throws IOException {
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

  /** Compares what was read so far with the checksum that follows. */
  void checkSum() throws IOException {
    int expected = (int) crc.getValue();
    int stored;
    try {
      stored = in.readInt();
    } catch (EOFException e) {
      throw new CorruptDataException("index log ends before its checksum", e);
    }
    if (stored != expected) {
      throw new CorruptDataException(
          "index log is damaged: checksum is 0x%08x, its bytes give 0x%08x"
              .formatted(stored, expected));
    }
  }
}
