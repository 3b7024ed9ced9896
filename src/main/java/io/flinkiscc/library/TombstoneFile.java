package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.index.CorruptDataException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code tombstones.npy}: the keys whose entries in sealed shards are dead, ascending and
 * unsigned, as a one-dimensional NumPy array (format version 1.0) of type {@code <u8} or {@code
 * |V16}.
 */
final class TombstoneFile {

  static final String NAME = "tombstones.npy";

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int PREFIX_BYTES = MAGIC.length + Short.BYTES;
  private static final int HEAD_BYTES = 128;
  private static final Pattern HEAD =
      Pattern.compile(
          "\\{'descr': '([^']{1,20})', 'fortran_order': False, 'shape': \\((\\d{1,18}),\\), \\} *\n");

  private TombstoneFile() {}

  static void write(KeyKind<?> kind, Collection<UsearchKey> keys, OutputStream out)
      throws IOException {
    List<UsearchKey> sorted = new ArrayList<>(keys);
    sorted.sort(null);
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%d,), }"
            .formatted(kind.npyType(), sorted.size());
    int length = HEAD_BYTES - PREFIX_BYTES;
    String padded = dictionary + " ".repeat(length - 1 - dictionary.length()) + "\n";
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).putShort((short) length).put(padded.getBytes(StandardCharsets.US_ASCII));
    out.write(head.array());
    for (UsearchKey key : sorted) {
      out.write(kind.toBytes(key));
    }
  }

  /**
   * Reads the keys.
   *
   * @throws CorruptDataException if it is no such file, holds keys of another kind, is not sorted,
   *     or is longer or shorter than its head says
   */
  static List<UsearchKey> read(KeyKind<?> kind, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length < PREFIX_BYTES
        || !Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new CorruptDataException(file + " is no NumPy array of format version 1.0");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int headLength = buffer.getShort(MAGIC.length) & 0xFFFF;
    int dataAt = PREFIX_BYTES + headLength;
    if (dataAt > bytes.length) {
      throw new CorruptDataException(
          file + " is damaged: it ends within its head of " + headLength + " bytes");
    }
    Matcher head =
        HEAD.matcher(new String(bytes, PREFIX_BYTES, headLength, StandardCharsets.ISO_8859_1));
    if (!head.matches()) {
      throw new CorruptDataException(
          file + " is damaged: its head describes no one-dimensional array");
    }
    if (!head.group(1).equals(kind.npyType())) {
      throw new CorruptDataException(
          file + " holds elements of type " + head.group(1) + ", expected are " + kind.npyType());
    }
    long count = Long.parseLong(head.group(2));
    if (count != (bytes.length - dataAt) / kind.bytes()
        || (bytes.length - dataAt) % kind.bytes() != 0) {
      throw new CorruptDataException(
          "%s is damaged: %d keys of %d bytes are announced, %d bytes are there"
              .formatted(file, count, kind.bytes(), bytes.length - dataAt));
    }
    return keys(kind, buffer.position(dataAt), (int) count, file);
  }

  private static List<UsearchKey> keys(KeyKind<?> kind, ByteBuffer buffer, int count, Path file)
      throws CorruptDataException {
    List<UsearchKey> keys = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      UsearchKey key = kind.read(buffer);
      if (i > 0 && keys.get(i - 1).compareTo(key) >= 0) {
        throw new CorruptDataException(
            "%s is damaged: key %d, %s, is not above the one before"
                .formatted(file, i, kind.show(key)));
      }
      keys.add(key);
    }
    return keys;
  }
}
