package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.index.CorruptDataException;
import io.flinkiscc.metadata.CorruptRowException;
import io.flinkiscc.metadata.MetadataRow;
import io.flinkiscc.metadata.MetadataSchema;
import io.flinkiscc.nphd.Code;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The changes since the last save, so that they outlive the process. A record holds the changes of
 * one call, or of a part of it if the call fills a shard, and is there as a whole or not at all.
 *
 * <pre>
 * file:    "ISCCJRNL", u32 version 1, u32 bytes of a key, records
 * record:  u32 length of the body, u32 CRC32C of the body,
 *          u32 CRC32C of: u64 position of the record in the file, the two values before; body
 * body:    changes: u8 code length in bytes (0 = removal, 255 = removal of all), key unless 255,
 *          then unless removed: code, i32 length of the metadata (-1 = none), metadata
 * </pre>
 *
 * <p>Values are little endian. What follows the last whole record was being written when the
 * process or the machine stopped, and does not count. A record that is not whole in front of one
 * that is, is damage: what came after must not be applied without it.
 */
final class Journal implements AutoCloseable {

  private static final byte[] MAGIC = "ISCCJRNL".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEAD_BYTES = 16;
  private static final int RESET = 0xFF;
  private static final int RECORD_HEAD_BYTES = 12;

  /** Read at a time in the search for whole records. */
  private static final int WINDOW_BYTES = 1 << 20;

  private static final String PREFIX = "journal-";
  private static final String SUFFIX = ".log";

  private final GrowingFile file;
  private final KeyKind<?> kind;
  private long end = HEAD_BYTES;
  private boolean frayed;

  private Journal(GrowingFile file, KeyKind<?> kind) {
    this.file = file;
    this.kind = kind;
  }

  /** The name of the journal of what follows a generation of the manifest. */
  static String name(long generation) {
    return PREFIX + generation + SUFFIX;
  }

  /** Returns the generation of a file name, or -1 if it is none of a journal. */
  static long generation(String name) {
    if (!name.startsWith(PREFIX) || !name.endsWith(SUFFIX)) {
      return -1;
    }
    String digits = name.substring(PREFIX.length(), name.length() - SUFFIX.length());
    return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : -1;
  }

  /**
   * Starts an empty journal; its name is durable when this returns.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is a file of that name
   */
  static Journal create(FileSteps steps, Path file, KeyKind<?> kind) throws IOException {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    head.put(MAGIC).putInt(VERSION).putInt(kind.bytes());
    GrowingFile growing = steps.grow(file);
    try {
      growing.write(0, head.array(), HEAD_BYTES);
      growing.force();
      steps.syncDirectory(file.toAbsolutePath().getParent());
      return new Journal(growing, kind);
    } catch (IOException | RuntimeException e) {
      growing.close();
      throw e;
    }
  }

  /**
   * Appends one record. If that fails the journal is as it was before, unless the file can not even
   * be cut off: then the next append or force does that, and a crash before it may keep the record.
   *
   * @param durable whether to wait until the disk has it
   */
  void append(List<JournalOp> ops, boolean durable) throws IOException {
    byte[] record = encode(ops);
    cutFrayedEnd();
    try {
      file.write(end, record, record.length);
      if (durable) {
        file.force();
      }
      end += record.length;
    } catch (IOException e) {
      frayed = true;
      try {
        cutFrayedEnd();
      } catch (IOException e2) {
        e.addSuppressed(e2);
      }
      throw e;
    }
  }

  /** Takes off what a failed append has left, which its caller was told is not there. */
  private void cutFrayedEnd() throws IOException {
    if (frayed) {
      file.truncate(end);
      frayed = false;
    }
  }

  private byte[] encode(List<JournalOp> ops) throws IOException {
    long bytes = RECORD_HEAD_BYTES;
    byte[][] metadata = new byte[ops.size()][];
    for (int i = 0; i < metadata.length; i++) {
      JournalOp op = ops.get(i);
      bytes += 1 + (op == JournalOp.RESET ? 0 : kind.bytes());
      if (op.code() != null) {
        metadata[i] = op.metadata() == null ? null : op.metadata().toBytes();
        bytes += op.code().bits() / Byte.SIZE + Integer.BYTES;
        bytes += metadata[i] == null ? 0 : metadata[i].length;
      }
    }
    if (bytes > Integer.MAX_VALUE - Long.BYTES) {
      throw new IOException(
          ops.size() + " changes of one call take " + bytes + " bytes; give fewer at a time");
    }
    ByteBuffer record = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    record.position(RECORD_HEAD_BYTES);
    for (int i = 0; i < metadata.length; i++) {
      JournalOp op = ops.get(i);
      if (op == JournalOp.RESET) {
        record.put((byte) RESET);
        continue;
      }
      record.put((byte) (op.code() == null ? 0 : op.code().bits() / Byte.SIZE));
      kind.write(op.key(), record);
      if (op.code() != null) {
        record.put(op.code().toBytes());
        record.putInt(metadata[i] == null ? -1 : metadata[i].length);
        if (metadata[i] != null) {
          record.put(metadata[i]);
        }
      }
    }
    int length = record.capacity() - RECORD_HEAD_BYTES;
    int crc = crc(record.array(), RECORD_HEAD_BYTES, record.capacity());
    record.putInt(0, length).putInt(Integer.BYTES, crc);
    record.putInt(2 * Integer.BYTES, headCrc(end, length, crc));
    return record.array();
  }

  /** Waits until the disk has all records. */
  void force() throws IOException {
    cutFrayedEnd();
    file.force();
  }

  /** Bytes of the file. */
  long bytes() {
    return end;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /**
   * Reads the whole records of a journal.
   *
   * @param file the journal; may be cut off anywhere
   * @param schema the declared metadata, or null
   * @param records takes the changes of each record in turn
   * @return bytes behind the last whole record
   * @throws CorruptDataException if it is no journal of such keys, or damaged in front of a whole
   *     record; the records in front of the damage were taken then
   */
  static long replay(
      Path file, KeyKind<?> kind, MetadataSchema schema, Consumer<List<JournalOp>> records)
      throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < HEAD_BYTES) {
        return size;
      }
      checkHead(read(channel, 0, HEAD_BYTES), file, kind);
      long at = HEAD_BYTES;
      for (ByteBuffer body = body(channel, at, size);
          body != null;
          body = body(channel, at, size)) {
        records.accept(decode(body, kind, schema, file));
        at += RECORD_HEAD_BYTES + body.capacity();
      }
      long next = nextWhole(channel, at + 1, size);
      if (next >= 0) {
        throw new CorruptDataException(
            file
                + " is damaged at byte "
                + at
                + ": the record there is not whole, but there is a whole one at byte "
                + next
                + "; restore the directory from a copy or, to give up the changes of this journal"
                + " from there on, cut it to "
                + at
                + " bytes");
      }
      return size - at;
    }
  }

  /** Returns the body of a record, or null if there is no whole one at a position. */
  private static ByteBuffer body(FileChannel channel, long at, long size) throws IOException {
    if (size - at < RECORD_HEAD_BYTES) {
      return null;
    }
    ByteBuffer head = read(channel, at, RECORD_HEAD_BYTES);
    int length = head.getInt();
    int crc = head.getInt();
    if (head.getInt() != headCrc(at, length, crc)
        || length <= 0
        || length > size - at - RECORD_HEAD_BYTES) {
      return null;
    }
    ByteBuffer body = read(channel, at + RECORD_HEAD_BYTES, length);
    return crc(body.array(), 0, length) == crc ? body : null;
  }

  /** Returns the position of the first whole record from a position on, or -1. */
  private static long nextWhole(FileChannel channel, long from, long size) throws IOException {
    long at = from;
    while (size - at >= RECORD_HEAD_BYTES) {
      ByteBuffer window = read(channel, at, (int) Math.min(size - at, WINDOW_BYTES));
      int positions = window.capacity() - RECORD_HEAD_BYTES + 1;
      for (int i = 0; i < positions; i++) {
        int crc = headCrc(at + i, window.getInt(i), window.getInt(i + Integer.BYTES));
        if (window.getInt(i + 2 * Integer.BYTES) == crc && body(channel, at + i, size) != null) {
          return at + i;
        }
      }
      at += positions;
    }
    return -1;
  }

  /** Whether a file is long enough to have records. */
  static boolean hasRecords(Path file) throws IOException {
    return Files.size(file) > HEAD_BYTES;
  }

  /**
   * Takes off what is behind the last whole record, before another journal follows. A file without
   * a whole head stays: nothing was ever written to it.
   *
   * @param torn what {@link #replay} returned
   */
  static void cut(Path file, long torn) throws IOException {
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
      if (open.length() - torn >= HEAD_BYTES) {
        open.setLength(open.length() - torn);
        open.getFD().sync();
      }
    }
  }

  private static void checkHead(ByteBuffer head, Path file, KeyKind<?> kind) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    head.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new CorruptDataException(file + " is no journal of an index");
    }
    int version = head.getInt();
    if (version != VERSION) {
      throw new NewerFormatException(file.toString(), "journal format", version, VERSION);
    }
    int keyBytes = head.getInt();
    if (keyBytes != kind.bytes()) {
      throw new CorruptDataException(
          "%s has keys of %d bytes, the index has keys of %d"
              .formatted(file, keyBytes, kind.bytes()));
    }
  }

  private static List<JournalOp> decode(
      ByteBuffer body, KeyKind<?> kind, MetadataSchema schema, Path file)
      throws CorruptDataException {
    List<JournalOp> ops = new ArrayList<>();
    try {
      while (body.hasRemaining()) {
        int codeBytes = body.get() & 0xFF;
        if (codeBytes == RESET) {
          ops.add(JournalOp.RESET);
          continue;
        }
        byte[] code = new byte[codeBytes];
        UsearchKey key = kind.read(body);
        if (code.length == 0) {
          ops.add(JournalOp.remove(key));
          continue;
        }
        body.get(code);
        int length = body.getInt();
        MetadataRow metadata = null;
        if (length > body.remaining() || length >= 0 && schema == null) {
          throw new IllegalArgumentException("metadata of " + length + " bytes");
        }
        if (length >= 0) {
          metadata = MetadataRow.fromBytes(schema, body.slice(body.position(), length));
          body.position(body.position() + length);
        }
        ops.add(new JournalOp(key, Code.of(code), metadata));
      }
    } catch (CorruptRowException | BufferUnderflowException | IllegalArgumentException e) {
      throw new CorruptDataException(file + " is damaged within a record: " + e.getMessage(), e);
    }
    return ops;
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new IOException("The journal became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  /** The position is part of it so that no value that looks like a record is taken for one. */
  private static int headCrc(long at, int length, int crc) {
    byte[] head =
        ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(at)
            .putInt(length)
            .putInt(crc)
            .array();
    return crc(head, 0, head.length);
  }

  private static int crc(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }
}
