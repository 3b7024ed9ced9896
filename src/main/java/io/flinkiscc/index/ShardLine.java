package io.flinkiscc.index;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * What the log of format version 2 says of one sealed shard, see {@link LogReader}.
 *
 * @param name its name
 * @param bytes length of its file
 * @param checksum CRC32C of its file
 * @param dead its dead entries
 */
record ShardLine(String name, long bytes, int checksum, RoaringBitmap dead) {

  private static final int SMALLEST_LINE = 2 + 8 + 4 + 4 + 8;

  /**
   * Reads a table.
   *
   * @param table its bytes, whose checksum is right
   * @throws CorruptDataException if they are no table
   */
  static List<ShardLine> parse(byte[] table) throws CorruptDataException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(table))) {
      int count = in.readInt();
      if (count < 0 || count > table.length / SMALLEST_LINE) {
        throw new CorruptDataException(
            "table of " + table.length + " bytes has " + count + " sealed shards");
      }
      List<ShardLine> lines = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        lines.add(new ShardLine(in.readUTF(), in.readLong(), in.readInt(), bitmap(in)));
      }
      if (in.available() > 0) {
        throw new CorruptDataException(
            "table of sealed shards has " + in.available() + " bytes too many");
      }
      return lines;
    } catch (CorruptDataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new CorruptDataException("table of sealed shards cannot be read: " + e, e);
    }
  }

  private static RoaringBitmap bitmap(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new CorruptDataException(
          "bitmap of " + length + " bytes with " + in.available() + " bytes left");
    }
    RoaringBitmap bitmap = new RoaringBitmap();
    bitmap.deserialize(ByteBuffer.wrap(in.readNBytes(length)));
    return bitmap;
  }
}
