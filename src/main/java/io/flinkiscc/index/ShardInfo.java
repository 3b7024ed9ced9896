package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What the file of a sealed shard says of itself.
 *
 * @param formatVersion version of its format
 * @param entries number of entries, dead ones included
 * @param assetBytes bytes of its assets before compression
 * @param columns its codes by type
 */
public record ShardInfo(int formatVersion, int entries, long assetBytes, List<Column> columns) {

  /** Copies the list. */
  public ShardInfo {
    columns = List.copyOf(columns);
  }

  /**
   * The codes of one type.
   *
   * @param type the type
   * @param simprints whether they are simprints, else units
   * @param rows number of units or simprints
   * @param lengths the codes by length
   */
  public record Column(UnitType type, boolean simprints, int rows, List<Length> lengths) {

    /** Copies the list. */
    public Column {
      lengths = List.copyOf(lengths);
    }
  }

  /**
   * The codes of one length.
   *
   * @param bits length
   * @param codes number of distinct codes
   * @param graph whether there is a graph of them
   */
  public record Length(int bits, int codes, boolean graph) {}

  /**
   * Reads it, and nothing else of the file.
   *
   * @param bytes length of the file
   * @throws CorruptDataException if it is no shard, of a newer version, or what was read is damaged
   * @throws IOException if it cannot be read
   */
  public static ShardInfo read(ByteSource source, long bytes) throws IOException {
    if (bytes < SealedFormat.HEAD_BYTES + SealedFormat.TAIL_BYTES) {
      throw new CorruptDataException("has " + bytes + " bytes, too few for a shard");
    }
    ByteBuffer head = read(source, 0, SealedFormat.HEAD_BYTES);
    SealedTable.checkHead(head);
    long tailAt = bytes - SealedFormat.TAIL_BYTES;
    ByteBuffer tail = read(source, tailAt, SealedFormat.TAIL_BYTES);
    long tableAt = SealedTable.checkTail(tail, bytes);
    SealedTable table = SealedTable.parse(read(source, tableAt, (int) (tailAt - tableAt)), tail);
    SealedSection section = table.find(SealedSection.Name.of(SealedSection.Kind.META));
    if (section == null || section.length() > SealedFormat.MAX_SECTION_BYTES) {
      throw new CorruptDataException("has no section META that can be read");
    }
    ByteBuffer meta = read(source, section.offset(), (int) section.length());
    CRC32C crc = new CRC32C();
    crc.update(meta.duplicate());
    if ((int) crc.getValue() != section.crc()) {
      throw new CorruptDataException("is damaged: section META has another checksum");
    }
    return of(head.getInt(8), SealedMeta.parse(meta));
  }

  private static ByteBuffer read(ByteSource source, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    source.read(offset, bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ShardInfo of(int version, SealedMeta meta) {
    List<Column> columns = new ArrayList<>();
    for (SealedMeta.Column column : meta.columns()) {
      columns.add(
          new Column(
              column.type(),
              column.role() == SealedSection.Role.SIMPRINT,
              column.rows(),
              column.lengths().stream()
                  .map(length -> new Length(length.bits(), length.nodes(), length.hasGraph()))
                  .toList()));
    }
    return new ShardInfo(version, meta.entries(), meta.formBytes(), columns);
  }
}
