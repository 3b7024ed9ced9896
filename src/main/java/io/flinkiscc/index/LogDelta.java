package io.flinkiscc.index;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Writes parts of logs as one file: what a checkpoint adds to the ones before it.
 *
 * <p>The format, version 1, all numbers big endian:
 *
 * <pre>
 *   magic            u32   0x49534C44, "ISLD"
 *   version          u16   1
 *   reserved         u16   0
 *   ranges           u32   number of ranges, then for each:
 *     log            u16   number of bytes, and these bytes: id of the log
 *     from           u64   position in the log of its first byte
 *     length         u64   number of its bytes
 *   headerChecksum   u32   CRC32C of everything before it
 *   records                the bytes of the ranges one after the other: whole {@link LogRecord}s
 *   checksum         u32   CRC32C of everything before it
 * </pre>
 *
 * <p>Replayed file after file, and range after range in each, the logs of several checkpoints give
 * what the index was: the shards' logs of a file come before its logs of deletes, the older before
 * the newer.
 */
public final class LogDelta {

  static final int MAGIC = 0x49534C44;
  static final short VERSION = 1;

  private LogDelta() {}

  /**
   * A part of a log that begins and ends between two records, as every length of a frozen log does.
   *
   * @param log the log
   * @param from its first byte
   * @param to the byte behind its last
   */
  public record Range(FrozenLog log, long from, long to) {

    /** Checks the positions. */
    public Range {
      Objects.requireNonNull(log, "log");
      if (from < 0 || to < from || to > log.length()) {
        throw new IllegalArgumentException(
            "range is %d..%d of log %s, allowed are ascending positions in 0..%d"
                .formatted(from, to, log.id(), log.length()));
      }
    }

    /** Number of its bytes. */
    public long length() {
      return to - from;
    }
  }

  /** Writes ranges in the order of {@link FrozenIndex#logs}; does not close the stream. */
  public static void write(List<Range> ranges, OutputStream out) throws IOException {
    CRC32C crc = new CRC32C();
    DataOutputStream data = new DataOutputStream(new CheckedOutputStream(out, crc));
    data.writeInt(MAGIC);
    data.writeShort(VERSION);
    data.writeShort(0);
    data.writeInt(ranges.size());
    for (Range range : ranges) {
      data.writeUTF(range.log().id());
      data.writeLong(range.from());
      data.writeLong(range.length());
    }
    data.writeInt((int) crc.getValue());
    for (Range range : ranges) {
      range.log().write(range.from(), range.to(), data);
    }
    data.writeInt((int) crc.getValue());
    data.flush();
  }
}
