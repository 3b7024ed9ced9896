package io.flinkiscc.library;

import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.metadata.CorruptRowException;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The metadata of the rows of one file, mapped.
 *
 * <pre>
 * "ISCCMETA", u32 version 1, u32 rows,
 * u64 end of each row's bytes, counted from the first row's,
 * the bytes of the rows: {@link MetadataRow#toBytes}, none for a row without metadata
 * </pre>
 *
 * <p>Values are little endian. The checksum is in the manifest.
 */
final class MetadataFile implements MetadataColumn {

  private static final byte[] MAGIC = "ISCCMETA".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEAD_BYTES = 16;
  private static final long SEGMENT_BYTES = 1L << 30;

  private final String name;
  private final MetadataSchema schema;
  private final MetadataRow empty;
  private final int rows;

  /** Mappings of the file, one starting at every {@link #SEGMENT_BYTES}, overlapping by a row. */
  private final ByteBuffer[] segments;

  private final long bytesAt;
  private final long size;

  private MetadataFile(
      String name,
      MetadataSchema schema,
      int rows,
      ByteBuffer[] segments,
      long bytesAt,
      long size) {
    this.name = name;
    this.schema = schema;
    this.empty = MetadataRow.empty(schema);
    this.rows = rows;
    this.segments = segments;
    this.bytesAt = bytesAt;
    this.size = size;
  }

  /** Returns the name of the file of a {@code .usearch} file. */
  static String name(String shardName) {
    return shardName.replaceFirst("\\.usearch$", "") + ".metadata";
  }

  /**
   * Writes the metadata of the first rows of a column.
   *
   * @param rows number of rows
   */
  static void write(MetadataColumn column, int rows, OutputStream out) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(head.put(MAGIC).putInt(VERSION).putInt(rows).array());
    ByteBuffer end = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    long at = 0;
    for (int slot = 0; slot < rows; slot++) {
      at += bytes(column.get(slot)).length;
      out.write(end.putLong(0, at).array());
    }
    for (int slot = 0; slot < rows; slot++) {
      out.write(bytes(column.get(slot)));
    }
  }

  private static byte[] bytes(MetadataRow row) {
    return row.toMap().isEmpty() ? new byte[0] : row.toBytes();
  }

  /**
   * Opens a file.
   *
   * @param expectedRows slots of the file it belongs to
   * @throws CorruptDataException if it is no such file, or does not belong to it
   */
  static MetadataFile open(Path file, MetadataSchema schema, int expectedRows) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      long bytesAt = HEAD_BYTES + (long) Long.BYTES * expectedRows;
      if (size < bytesAt) {
        throw new CorruptDataException(
            file + " is damaged: " + size + " bytes are too few for " + expectedRows + " rows");
      }
      ByteBuffer[] segments = new ByteBuffer[(int) ((size - 1) / SEGMENT_BYTES + 1)];
      for (int i = 0; i < segments.length; i++) {
        long start = i * SEGMENT_BYTES;
        long length = Math.min(SEGMENT_BYTES + MetadataRow.MAX_BYTES, size - start);
        segments[i] =
            channel
                .map(FileChannel.MapMode.READ_ONLY, start, length)
                .order(ByteOrder.LITTLE_ENDIAN);
      }
      byte[] magic = new byte[MAGIC.length];
      segments[0].get(0, magic);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new CorruptDataException(file + " is no file of metadata");
      }
      int version = segments[0].getInt(MAGIC.length);
      if (version != VERSION) {
        throw new NewerFormatException(
            file.toString(), "metadata format", version & 0xFFFFFFFFL, VERSION);
      }
      int rows = segments[0].getInt(MAGIC.length + Integer.BYTES);
      MetadataFile opened =
          new MetadataFile(file.toString(), schema, rows, segments, bytesAt, size);
      if (rows != expectedRows || opened.end(rows - 1) != size - bytesAt) {
        throw new CorruptDataException(
            "%s is damaged: it has %d rows and %d bytes; expected are %d rows"
                .formatted(file, rows, size, expectedRows));
      }
      return opened;
    }
  }

  int rows() {
    return rows;
  }

  private long end(int slot) {
    if (slot < 0) {
      return 0;
    }
    long at = HEAD_BYTES + (long) Long.BYTES * slot;
    return segments[(int) (at / SEGMENT_BYTES)].getLong((int) (at % SEGMENT_BYTES));
  }

  @Override
  public MetadataRow get(int slot) {
    if (slot >= rows) {
      return empty;
    }
    long start = end(slot - 1);
    long length = end(slot) - start;
    if (length == 0) {
      return empty;
    }
    if (start < 0
        || length < 0
        || length > MetadataRow.MAX_BYTES
        || start > size - bytesAt - length) {
      throw damaged(slot, "its bytes are said to be " + length + " from " + start + " on", null);
    }
    long at = bytesAt + start;
    int segment = (int) (at / SEGMENT_BYTES);
    int within = (int) (at % SEGMENT_BYTES);
    try {
      return MetadataRow.fromBytes(schema, segments[segment].slice(within, (int) length));
    } catch (CorruptRowException e) {
      throw damaged(slot, e.getMessage(), e);
    }
  }

  private UncheckedIOException damaged(int slot, String problem, Exception cause) {
    return new UncheckedIOException(
        new CorruptDataException(name + " is damaged in row " + slot + ": " + problem, cause));
  }

  @Override
  public long heapBytes() {
    return 0;
  }
}
