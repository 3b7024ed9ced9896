package io.flinkiscc.index;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * The index as it was when it was frozen, ready to be written out by any thread while the index
 * goes on.
 *
 * <p>The format, all numbers big endian:
 *
 * <pre>
 *   magic            u32   0x49534C47, "ISLG"
 *   version          u16   1
 *   reserved         u16   0
 *   maxEventTime     i64   highest event time taken, microseconds since 1970 UTC
 *   length           u64   bytes of the log
 *   log              length bytes: {@link LogRecord}s one after the other
 *   checksum         u32   CRC32C of everything before it
 * </pre>
 */
public final class FrozenIndex {

  static final int MAGIC = 0x49534C47;
  static final short VERSION = 1;

  private final OperationLog.Frozen log;
  private final long maxEventTimeMicros;

  FrozenIndex(OperationLog.Frozen log, long maxEventTimeMicros) {
    this.log = log;
    this.maxEventTimeMicros = maxEventTimeMicros;
  }

  /** Bytes of the log that {@link #writeTo} writes, without the frame around it. */
  public long logBytes() {
    return log.length();
  }

  /** Writes the index; does not close the stream. */
  public void writeTo(OutputStream out) throws IOException {
    CRC32C crc = new CRC32C();
    java.util.zip.CheckedOutputStream checked = new java.util.zip.CheckedOutputStream(out, crc);
    DataOutputStream data = new DataOutputStream(checked);
    data.writeInt(MAGIC);
    data.writeShort(VERSION);
    data.writeShort(0);
    data.writeLong(maxEventTimeMicros);
    data.writeLong(log.length());
    log.forEachChunk((chunk, length) -> data.write(chunk, 0, length));
    data.writeInt((int) crc.getValue());
    data.flush();
  }
}
