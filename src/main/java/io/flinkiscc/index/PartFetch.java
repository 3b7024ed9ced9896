package io.flinkiscc.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * Makes, of a sealed shard somewhere else, a local file with as much of it as some key groups need:
 * everything but graphs, and the payload blocks of these key groups only. The file has holes where
 * the rest is, so that all else is where the format wants it. Every byte that is fetched is
 * compared with its checksum.
 *
 * <p>Graphs are left out because a task that uses a part of a shard writes it anew before long, and
 * a walk in a graph most nodes of which are dead finds little: of a shard of 256-bit codes they and
 * the payload are more than half of the bytes.
 */
final class PartFetch {

  /** With more than that of the entries the whole file is fetched. */
  private static final double LARGEST_SHARE = .5;

  private static final int BUFFER = 1 << 20;

  private final ByteSource source;
  private final long bytes;
  private final FileChannel file;
  private long fetched;

  private PartFetch(ByteSource source, long bytes, FileChannel file) {
    this.source = source;
    this.bytes = bytes;
    this.file = file;
  }

  /**
   * Fetches what is needed.
   *
   * @param bytes length of the whole file
   * @param to the file to make
   * @return number of bytes fetched; -1, and a file of no use, if the whole file is worth it
   * @throws CorruptDataException if what was read is damaged or no sealed shard
   */
  static long fetch(ByteSource source, long bytes, KeyGroups wanted, Path to) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            to,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      PartFetch fetch = new PartFetch(source, bytes, file);
      return fetch.fetch(wanted) ? fetch.fetched : -1;
    }
  }

  private boolean fetch(KeyGroups wanted) throws IOException {
    if (bytes < SealedFormat.HEAD_BYTES + SealedFormat.TAIL_BYTES) {
      throw new CorruptDataException("has " + bytes + " bytes, too few for a shard");
    }
    SealedTable.checkHead(copy(0, SealedFormat.HEAD_BYTES));
    long tailAt = bytes - SealedFormat.TAIL_BYTES;
    ByteBuffer tail = copy(tailAt, SealedFormat.TAIL_BYTES);
    long tableAt = SealedTable.checkTail(tail, bytes);
    SealedTable table = SealedTable.parse(copy(tableAt, (int) (tailAt - tableAt)), tail);
    SealedMeta meta = SealedMeta.parse(section(table, SealedSection.Kind.META));
    BitSet entries = entries(wanted, section(table, SealedSection.Kind.KEY_GROUPS), meta);
    if (entries.cardinality() > LARGEST_SHARE * meta.entries()) {
      return false;
    }
    for (SealedSection section : table.sections()) {
      switch (section.name().kind()) {
        case META, KEY_GROUPS, GRAPH, PAYLOAD, BLOCKS -> {
          // Fetched already, later, or not at all.
        }
        default -> copyChecked(section);
      }
    }
    blocks(section(table, SealedSection.Kind.BLOCKS), entries, table);
    return true;
  }

  /** The entries of the wanted key groups. */
  private static BitSet entries(KeyGroups wanted, ByteBuffer groups, SealedMeta meta)
      throws CorruptDataException {
    BitSet entries = new BitSet();
    for (int place = 0; place < meta.keyGroups(); place++) {
      int at = place * SealedFormat.KEY_GROUP_BYTES;
      boolean last = place + 1 == meta.keyGroups();
      if (at + SealedFormat.KEY_GROUP_BYTES * (last ? 1 : 2) > groups.capacity()) {
        throw new CorruptDataException("has too few key groups");
      }
      int first = groups.getInt(at + Integer.BYTES);
      int end = last ? meta.entries() : groups.getInt(at + 3 * Integer.BYTES);
      if (first < 0 || end < first || end > meta.entries()) {
        throw new CorruptDataException(
            "has a key group of entries %d to %d of %d".formatted(first, end, meta.entries()));
      }
      if (wanted.contains(groups.getInt(at))) {
        entries.set(first, end);
      }
    }
    return entries;
  }

  private void blocks(ByteBuffer index, BitSet entries, SealedTable table) throws IOException {
    int blocks = index.capacity() / SealedFormat.BLOCK_BYTES;
    for (int block = 0; block < blocks; block++) {
      int at = block * SealedFormat.BLOCK_BYTES;
      int needed = entries.nextSetBit(Math.max(0, index.getInt(at)));
      boolean last = block + 1 == blocks;
      if (needed >= 0 && (last || needed < index.getInt(at + SealedFormat.BLOCK_BYTES))) {
        copyBlock(block, index, table);
      }
    }
  }

  private void copyBlock(int block, ByteBuffer index, SealedTable table) throws IOException {
    int at = block * SealedFormat.BLOCK_BYTES;
    SealedSection part =
        table.find(SealedSection.Name.part(SealedSection.Kind.PAYLOAD, index.getInt(at + 4)));
    long offset = index.getInt(at + 8) & 0xFFFFFFFFL;
    long stored = index.getInt(at + 12) & 0xFFFFFFFFL;
    if (part == null || offset + stored > part.length()) {
      throw new CorruptDataException("has block %d outside of its part".formatted(block));
    }
    CRC32C crc = new CRC32C();
    copyThrough(part.offset() + offset, part.offset() + offset + stored, crc);
    if ((int) crc.getValue() != index.getInt(at + 20)) {
      throw new CorruptDataException(
          "is damaged: payload block %d has CRC32C %08x, expected is %08x"
              .formatted(block, crc.getValue(), index.getInt(at + 20)));
    }
  }

  /** A section that must be there, checked. */
  private ByteBuffer section(SealedTable table, SealedSection.Kind kind) throws IOException {
    SealedSection section = table.find(SealedSection.Name.of(kind));
    if (section == null || section.length() > SealedFormat.MAX_SECTION_BYTES) {
      throw new CorruptDataException("has no section " + kind + " that can be read");
    }
    ByteBuffer content = copy(section.offset(), (int) section.length());
    CRC32C crc = new CRC32C();
    crc.update(content.duplicate());
    requireCrc(section, crc);
    return content;
  }

  private void copyChecked(SealedSection section) throws IOException {
    CRC32C crc = new CRC32C();
    copyThrough(section.offset(), section.end(), crc);
    requireCrc(section, crc);
  }

  private static void requireCrc(SealedSection section, CRC32C crc) throws CorruptDataException {
    if ((int) crc.getValue() != section.crc()) {
      throw new CorruptDataException(
          "is damaged: section %s has CRC32C %08x, expected is %08x"
              .formatted(section.name(), crc.getValue(), section.crc()));
    }
  }

  private void copyThrough(long from, long to, CRC32C crc) throws IOException {
    for (long done = from; done < to; done += BUFFER) {
      crc.update(copy(done, (int) Math.min(BUFFER, to - done)));
    }
  }

  private ByteBuffer copy(long offset, int length) throws IOException {
    byte[] read = new byte[length];
    source.read(offset, read);
    fetched += length;
    ByteBuffer out = ByteBuffer.wrap(read);
    while (out.hasRemaining()) {
      file.write(out, offset + out.position());
    }
    return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
  }
}
