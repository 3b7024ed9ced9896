package io.flinkiscc.index;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Head, section table and tail of a shard file, as {@link SealedFormat} describes them. Immutable.
 */
final class SealedTable {

  private final Map<SealedSection.Name, SealedSection> sections;

  private SealedTable(Map<SealedSection.Name, SealedSection> sections) {
    this.sections = sections;
  }

  /** The section, null if the file has none of that name. */
  SealedSection find(SealedSection.Name name) {
    return sections.get(name);
  }

  /** All sections in the order of the file. */
  List<SealedSection> sections() {
    return List.copyOf(sections.values());
  }

  /** The first bytes of a file with these sections. */
  static byte[] head(List<SealedSection> sections) {
    ByteBuffer head = littleEndian(SealedFormat.HEAD_BYTES);
    head.putLong(SealedFormat.MAGIC).putInt(version(sections));
    return head.putInt(crc(head.array(), 12)).array();
  }

  private static int version(List<SealedSection> sections) {
    boolean plain =
        sections.stream().noneMatch(s -> s.name().kind() == SealedSection.Kind.LEFT_OUT);
    return plain ? SealedFormat.PLAIN_VERSION : SealedFormat.VERSION;
  }

  /** The table of the sections and the tail: the last bytes of a file, {@code offset} on. */
  static byte[] tableAndTail(List<SealedSection> sections, long offset) {
    int tableBytes = sections.size() * SealedFormat.SECTION_BYTES;
    ByteBuffer out = littleEndian(tableBytes + SealedFormat.TAIL_BYTES);
    for (SealedSection section : sections) {
      SealedSection.Name name = section.name();
      out.put((byte) name.kind().code()).put((byte) name.role()).put((byte) name.type());
      out.put((byte) name.codeBytes()).putInt(name.part());
      out.putLong(section.offset()).putLong(section.length()).putInt(section.crc()).putInt(0);
    }
    ByteBuffer tail = littleEndian(SealedFormat.TAIL_BYTES);
    tail.putLong(offset).putInt(sections.size()).putInt(crc(out.array(), tableBytes));
    tail.putLong(offset + out.capacity()).putInt(version(sections));
    tail.putInt(crc(tail.array(), 28)).putLong(SealedFormat.END_MAGIC);
    return out.put(tail.array()).array();
  }

  /** Checks the first bytes of a file: what it is, and whether this program can read it. */
  static void checkHead(ByteBuffer head) throws CorruptDataException {
    long magic = head.getLong(0);
    if (magic != SealedFormat.MAGIC) {
      throw new CorruptDataException(
          "is no shard file: it begins with %016x, not with %016x"
              .formatted(magic, SealedFormat.MAGIC));
    }
    int version = head.getInt(8);
    if (version > SealedFormat.VERSION || version < 1) {
      throw new CorruptDataException(
          "has format version %d; this program reads versions 1 to %d%s"
              .formatted(
                  version,
                  SealedFormat.VERSION,
                  version < 1 ? "" : ", so use a newer program for it"));
    }
    byte[] bytes = new byte[12];
    head.get(0, bytes);
    requireCrc("head", crc(bytes, 12), head.getInt(12));
  }

  /**
   * Checks the last bytes of a file and tells where the table is.
   *
   * @return offset of the table; it has the bytes between there and the tail
   */
  static long checkTail(ByteBuffer tail, long fileBytes) throws CorruptDataException {
    if (tail.getLong(32) != SealedFormat.END_MAGIC) {
      throw new CorruptDataException("is cut off or damaged: it does not end as a shard file does");
    }
    byte[] bytes = new byte[28];
    tail.get(0, bytes);
    requireCrc("tail", crc(bytes, 28), tail.getInt(28));
    long offset = tail.getLong(0);
    long sections = tail.getInt(8) & 0xFFFFFFFFL;
    long tableBytes = sections * SealedFormat.SECTION_BYTES;
    if (tail.getLong(16) != fileBytes
        || sections > SealedFormat.MAX_SECTIONS
        || offset < SealedFormat.HEAD_BYTES
        || offset != fileBytes - SealedFormat.TAIL_BYTES - tableBytes) {
      throw new CorruptDataException(
          "has %d bytes, but its tail tells of %d bytes with %d sections listed at %d"
              .formatted(fileBytes, tail.getLong(16), sections, offset));
    }
    return offset;
  }

  /**
   * Reads the table.
   *
   * @param tail as checked by {@link #checkTail}
   */
  static SealedTable parse(ByteBuffer table, ByteBuffer tail) throws CorruptDataException {
    byte[] bytes = new byte[table.remaining()];
    table.get(table.position(), bytes);
    requireCrc("section table", crc(bytes, bytes.length), tail.getInt(12));
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    Map<SealedSection.Name, SealedSection> sections = new LinkedHashMap<>();
    long end = SealedFormat.HEAD_BYTES;
    while (in.hasRemaining()) {
      SealedSection section = section(in);
      if (section.offset() != SealedFormat.aligned(end)
          || section.length() < 0
          || section.length() > tail.getLong(0) - section.offset()) {
        throw new CorruptDataException(
            "has section %s at %d with %d bytes; it must begin at %d and end before %d"
                .formatted(
                    section.name(),
                    section.offset(),
                    section.length(),
                    SealedFormat.aligned(end),
                    tail.getLong(0)));
      }
      end = section.end();
      if (sections.put(section.name(), section) != null) {
        throw new CorruptDataException("has two sections " + section.name());
      }
    }
    if (SealedFormat.aligned(end) != tail.getLong(0)) {
      throw new CorruptDataException(
          "has sections up to %d and their table at %d".formatted(end, tail.getLong(0)));
    }
    return new SealedTable(sections);
  }

  private static SealedSection section(ByteBuffer in) throws CorruptDataException {
    int code = in.get() & 0xFF;
    SealedSection.Kind kind = SealedSection.Kind.find(code);
    if (kind == null) {
      throw new CorruptDataException("has a section of unknown kind " + code);
    }
    SealedSection.Name name =
        new SealedSection.Name(
            kind, in.get() & 0xFF, in.get() & 0xFF, in.get() & 0xFF, in.getInt());
    SealedSection section = new SealedSection(name, in.getLong(), in.getLong(), in.getInt());
    in.getInt();
    return section;
  }

  private static void requireCrc(String what, int found, int expected) throws CorruptDataException {
    if (found != expected) {
      throw new CorruptDataException(
          "is damaged: its %s has CRC32C %08x, expected is %08x".formatted(what, found, expected));
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
