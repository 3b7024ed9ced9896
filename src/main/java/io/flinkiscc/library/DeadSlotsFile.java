package io.flinkiscc.library;

import io.flinkiscc.index.CorruptDataException;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * The file {@code dead.slots}: which rows of sealed shards are dead.
 *
 * <pre>
 * "ISCCDEAD", u32 version 1, u32 shards, per shard: u32 number, u32 length, RoaringBitmap of slots
 * </pre>
 *
 * <p>Values are big endian, bitmaps in RoaringBitmap's portable format. The checksum is in the
 * manifest and is compared before anything is read. Programs that do not know this file find the
 * same out from {@code tombstones.npy} and the order of the shards.
 */
final class DeadSlotsFile {

  private static final byte[] MAGIC = "ISCCDEAD".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private DeadSlotsFile() {}

  static void write(Map<Integer, RoaringBitmap> byShard, OutputStream stream) throws IOException {
    DataOutputStream out = new DataOutputStream(stream);
    out.write(MAGIC);
    out.writeInt(VERSION);
    out.writeInt(byShard.size());
    for (Map.Entry<Integer, RoaringBitmap> entry : new TreeMap<>(byShard).entrySet()) {
      out.writeInt(entry.getKey());
      out.writeInt(entry.getValue().serializedSizeInBytes());
      entry.getValue().serialize(out);
    }
    out.flush();
  }

  static Map<Integer, RoaringBitmap> read(Path file) throws IOException {
    Map<Integer, RoaringBitmap> byShard = new TreeMap<>();
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
        throw new CorruptDataException(file + " is no file of dead slots");
      }
      int version = in.readInt();
      if (version != VERSION) {
        throw new NewerFormatException(
            file.toString(), "dead slots format", version & 0xFFFFFFFFL, VERSION);
      }
      for (int left = in.readInt(); left > 0; left--) {
        int number = in.readInt();
        int length = in.readInt();
        if (length < 0 || length > Files.size(file)) {
          throw new CorruptDataException(
              file + " is damaged: a bitmap is said to have " + length + " bytes");
        }
        RoaringBitmap bitmap = new RoaringBitmap();
        bitmap.deserialize(ByteBuffer.wrap(in.readNBytes(length)));
        byShard.put(number, bitmap);
      }
    } catch (IOException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new CorruptDataException(file + " is damaged: " + e.getMessage(), e);
    }
    return byShard;
  }
}
