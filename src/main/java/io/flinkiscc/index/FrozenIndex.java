package io.flinkiscc.index;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The index as it was when it was frozen, ready to be written out by any thread while the index
 * goes on: the files of its sealed shards, and a log of the rest.
 *
 * <p>The format of the log, version 2, all numbers big endian:
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
 * <p>Version 1, which is read too, has neither the table nor its length and checksum, and its
 * deletes say themselves until when they are remembered.
 *
 * <p>The records are newer than the sealed shards: a put in them replaces an entry there.
 */
public final class FrozenIndex implements AutoCloseable {

  static final int MAGIC = 0x49534C47;
  static final short VERSION = 2;
  static final short VERSION_WITHOUT_SHARDS = 1;

  private final List<FrozenShard> shards;
  private final List<OperationLog.Frozen> logs;
  private final long maxEventTimeMicros;
  private final AtomicBoolean released = new AtomicBoolean();

  FrozenIndex(List<FrozenShard> shards, List<OperationLog.Frozen> logs, long maxEventTimeMicros) {
    this.shards = List.copyOf(shards);
    this.logs = List.copyOf(logs);
    this.maxEventTimeMicros = maxEventTimeMicros;
  }

  /** The sealed shards, whose files belong to the frozen index beside its log. */
  public List<FrozenShard> shards() {
    return shards;
  }

  /** Bytes of the records that {@link #writeTo} writes, without the frame around them. */
  public long logBytes() {
    return logs.stream().mapToLong(OperationLog.Frozen::length).sum();
  }

  /** Writes the log with the table of sealed shards, not their files; does not close the stream. */
  public void writeTo(OutputStream out) throws IOException {
    CRC32C crc = new CRC32C();
    DataOutputStream data = new DataOutputStream(new CheckedOutputStream(out, crc));
    byte[] table = table();
    data.writeInt(MAGIC);
    data.writeShort(VERSION);
    data.writeShort(0);
    data.writeLong(maxEventTimeMicros);
    data.writeInt(table.length);
    data.write(table);
    data.writeInt((int) crc.getValue());
    data.writeLong(logBytes());
    for (OperationLog.Frozen log : logs) {
      log.forEachChunk((chunk, length) -> data.write(chunk, 0, length));
    }
    data.writeInt((int) crc.getValue());
    data.flush();
  }

  private byte[] table() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream table = new DataOutputStream(bytes);
    table.writeInt(shards.size());
    for (FrozenShard shard : shards) {
      shard.writeLine(table);
    }
    return bytes.toByteArray();
  }

  /** Gives the files of the sealed shards back; after that nothing can be written any more. */
  @Override
  public void close() {
    if (released.compareAndSet(false, true)) {
      shards.forEach(FrozenShard::release);
    }
  }
}
