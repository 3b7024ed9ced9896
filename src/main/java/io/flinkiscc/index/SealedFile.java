package io.flinkiscc.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * A mapped shard file: hands out its sections and checks their checksums.
 *
 * <p>Immutable; any number of threads may use it. The mapping is given back when nothing refers to
 * its buffers any more, so a reader can never meet an unmapped page.
 */
final class SealedFile {

  private static final int VERIFIED_AT_ONCE = 1 << 20;

  private final Path path;
  private final long bytes;
  private final SealedTable table;
  private final Map<SealedSection.Name, ByteBuffer> mapped = new HashMap<>();

  private SealedFile(Path path, long bytes, SealedTable table) {
    this.path = path;
    this.bytes = bytes;
    this.table = table;
  }

  /**
   * Maps a file. Reads its head, section table and tail only.
   *
   * @throws CorruptDataException if the file is cut off, damaged, no shard or of a newer version
   */
  static SealedFile open(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long bytes = channel.size();
      SealedFile file = new SealedFile(path, bytes, readTable(channel, bytes));
      file.map(channel);
      return file;
    } catch (CorruptDataException e) {
      throw new CorruptDataException("Shard file " + path + " " + e.getMessage(), e);
    }
  }

  private static SealedTable readTable(FileChannel channel, long bytes) throws IOException {
    if (bytes < SealedFormat.HEAD_BYTES) {
      throw new CorruptDataException("has " + bytes + " bytes, too few for a shard");
    }
    SealedTable.checkHead(read(channel, 0, SealedFormat.HEAD_BYTES));
    if (bytes < SealedFormat.HEAD_BYTES + SealedFormat.TAIL_BYTES) {
      throw new CorruptDataException("is cut off: it has " + bytes + " bytes");
    }
    long tailAt = bytes - SealedFormat.TAIL_BYTES;
    ByteBuffer tail = read(channel, tailAt, SealedFormat.TAIL_BYTES);
    long tableAt = SealedTable.checkTail(tail, bytes);
    return SealedTable.parse(read(channel, tableAt, (int) (tailAt - tableAt)), tail);
  }

  private static ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new CorruptDataException("is cut off: it ended while it was read");
      }
    }
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** One mapping if the file is small enough, else one for each section. */
  private void map(FileChannel channel) throws IOException {
    ByteBuffer whole =
        bytes <= SealedFormat.MAX_SECTION_BYTES
            ? channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes)
            : null;
    for (SealedSection section : table.sections()) {
      if (section.length() > SealedFormat.MAX_SECTION_BYTES) {
        throw new CorruptDataException(
            "has section %s of %d bytes, allowed are %d"
                .formatted(section.name(), section.length(), SealedFormat.MAX_SECTION_BYTES));
      }
      ByteBuffer buffer =
          whole == null
              ? channel.map(FileChannel.MapMode.READ_ONLY, section.offset(), section.length())
              : whole.slice((int) section.offset(), (int) section.length());
      mapped.put(section.name(), buffer.order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  Path path() {
    return path;
  }

  /** Bytes of the file; as many are mapped, less the gaps between the sections. */
  long bytes() {
    return bytes;
  }

  SealedTable table() {
    return table;
  }

  /**
   * The bytes of a section, little endian, shared: only to be read at absolute positions.
   *
   * @param expected bytes it must have
   * @throws CorruptDataException if there is no such section or it has another length
   */
  ByteBuffer section(SealedSection.Name name, long expected) throws CorruptDataException {
    ByteBuffer section = section(name);
    if (section.capacity() != expected) {
      throw corrupt(
          "has a section %s of %d bytes, expected are %d"
              .formatted(name, section.capacity(), expected));
    }
    return section;
  }

  /** Like {@link #section(SealedSection.Name, long)}, of any length. */
  ByteBuffer section(SealedSection.Name name) throws CorruptDataException {
    ByteBuffer section = mapped.get(name);
    if (section == null) {
      throw corrupt("has no section " + name);
    }
    return section;
  }

  boolean has(SealedSection.Name name) {
    return mapped.containsKey(name);
  }

  /** Compares the bytes of one section with its checksum. */
  void verify(SealedSection.Name name) throws CorruptDataException {
    ByteBuffer section = section(name).duplicate();
    CRC32C crc = new CRC32C();
    while (section.position() < section.capacity()) {
      section.limit(Math.min(section.capacity(), section.position() + VERIFIED_AT_ONCE));
      crc.update(section);
    }
    int expected = table.find(name).crc();
    if ((int) crc.getValue() != expected) {
      throw corrupt(
          "is damaged: section %s has CRC32C %08x, expected is %08x"
              .formatted(name, crc.getValue(), expected));
    }
  }

  /** Compares every byte of the file with its checksum. */
  void verify() throws IOException {
    for (SealedSection section : table.sections()) {
      verify(section.name());
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long end = SealedFormat.HEAD_BYTES;
      for (SealedSection section : table.sections()) {
        requireZeros(channel, end, section.offset());
        end = section.end();
      }
      requireZeros(channel, end, SealedFormat.aligned(end));
    }
  }

  private void requireZeros(FileChannel channel, long from, long to) throws IOException {
    ByteBuffer gap = read(channel, from, (int) (to - from));
    while (gap.hasRemaining()) {
      if (gap.get() != 0) {
        throw corrupt(
            "is damaged: it has bytes other than 0 between %d and %d".formatted(from, to));
      }
    }
  }

  /** What to throw when opening or verifying meets bytes that cannot be right. */
  CorruptDataException corrupt(String what) {
    return new CorruptDataException("Shard file " + path + " " + what);
  }

  /** What to throw when a search meets bytes that cannot be right. */
  UncheckedIOException damaged(String what) {
    return new UncheckedIOException(corrupt("is damaged: " + what));
  }
}
