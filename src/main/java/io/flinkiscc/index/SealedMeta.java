package io.flinkiscc.index;

import io.flinkiscc.iscc.IsccException;
import io.flinkiscc.iscc.UnitType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts and ranges of a shard: its META section. The counts say how long every other section must
 * be.
 *
 * @param entries number of entries
 * @param keyGroups number of key groups that have entries
 * @param blocks number of payload blocks
 * @param parts number of payload sections
 * @param seqs smallest and largest seq
 * @param eventTimes smallest and largest event time in microseconds since 1970 UTC
 * @param formBytes bytes of all asset forms
 * @param columns the columns of codes
 */
record SealedMeta(
    int entries,
    int keyGroups,
    int blocks,
    int parts,
    Range seqs,
    Range eventTimes,
    long formBytes,
    List<Column> columns) {

  private static final int FIXED_BYTES = 4 * Integer.BYTES + 5 * Long.BYTES + Integer.BYTES;
  private static final int RECORD_BYTES = 8;
  private static final int MAX_CODE_BYTES = 32;

  /** Smallest and largest of some numbers; both 0 if there are none. */
  record Range(long min, long max) {
    static final Range NONE = new Range(0, 0);

    /** Whether all numbers are equal, so that no section holds them. */
    boolean single() {
      return min == max;
    }
  }

  /**
   * A column of codes.
   *
   * @param role what its rows are
   * @param type type of its codes
   * @param rows number of rows
   * @param lengths its code lengths, ascending
   */
  record Column(SealedSection.Role role, UnitType type, int rows, List<Length> lengths) {

    /** Number of nodes of all lengths. */
    long nodes() {
      return lengths.stream().mapToLong(Length::nodes).sum();
    }
  }

  /**
   * The codes of one length.
   *
   * @param bits length of the codes
   * @param flags {@link SealedFormat#FLAG_GRAPH} and {@link SealedFormat#FLAG_SORTED}
   * @param candidates what a search of the graph must keep in view; 0 if there is none
   * @param nodes number of distinct codes
   */
  record Length(int bits, int flags, int candidates, int nodes) {
    boolean hasGraph() {
      return (flags & SealedFormat.FLAG_GRAPH) != 0;
    }

    boolean isSorted() {
      return (flags & SealedFormat.FLAG_SORTED) != 0;
    }
  }

  void write(SealedOutput out) throws IOException {
    out.writeInt(entries);
    out.writeInt(keyGroups);
    out.writeInt(blocks);
    out.writeInt(parts);
    out.writeLong(seqs.min);
    out.writeLong(seqs.max);
    out.writeLong(eventTimes.min);
    out.writeLong(eventTimes.max);
    out.writeLong(formBytes);
    out.writeInt(columns.size());
    for (Column column : columns) {
      out.write(column.role.ordinal());
      out.write(column.type.code());
      out.write(column.lengths.size());
      out.write(0);
      out.writeInt(column.rows);
      for (Length length : column.lengths) {
        out.write(length.bits / Byte.SIZE);
        out.write(length.flags);
        out.write(length.candidates);
        out.write(length.candidates >>> Byte.SIZE);
        out.writeInt(length.nodes);
      }
    }
  }

  /**
   * Reads the section.
   *
   * @param in all of it; read from its beginning
   */
  static SealedMeta parse(ByteBuffer in) throws CorruptDataException {
    require(in, FIXED_BYTES);
    int entries = count(in, "entries");
    int keyGroups = count(in, "key groups");
    int blocks = count(in, "payload blocks");
    int parts = count(in, "payload parts");
    Range seqs = new Range(in.getLong(), in.getLong());
    Range eventTimes = new Range(in.getLong(), in.getLong());
    long formBytes = in.getLong();
    int count = count(in, "columns");
    if (keyGroups > entries || blocks > entries || parts > blocks || keyGroups < 1 != entries < 1) {
      throw new CorruptDataException(
          "tells of %d entries in %d key groups, %d blocks and %d parts"
              .formatted(entries, keyGroups, blocks, parts));
    }
    require(in, (long) count * RECORD_BYTES);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(column(in, entries));
    }
    if (in.hasRemaining()) {
      throw new CorruptDataException("has " + in.remaining() + " bytes behind its last column");
    }
    return new SealedMeta(
        entries, keyGroups, blocks, parts, seqs, eventTimes, formBytes, List.copyOf(columns));
  }

  private static Column column(ByteBuffer in, int entries) throws CorruptDataException {
    require(in, RECORD_BYTES);
    int role = in.get() & 0xFF;
    int code = in.get() & 0xFF;
    int count = in.get() & 0xFF;
    in.get();
    int rows = count(in, "rows");
    if (role >= SealedSection.Role.values().length) {
      throw new CorruptDataException("has a column of unknown role " + role);
    }
    UnitType type;
    try {
      type = UnitType.ofCode(code);
    } catch (IsccException e) {
      throw new CorruptDataException("has a column of unknown type " + code, e);
    }
    if (role == SealedSection.Role.UNIT.ordinal() && rows > entries) {
      throw new CorruptDataException("has %d units for %d entries".formatted(rows, entries));
    }
    require(in, (long) count * RECORD_BYTES);
    List<Length> lengths = new ArrayList<>();
    int before = 0;
    for (int i = 0; i < count; i++) {
      Length length = length(in, before);
      before = length.bits / Byte.SIZE;
      lengths.add(length);
    }
    Column column = new Column(SealedSection.Role.values()[role], type, rows, List.copyOf(lengths));
    if (column.nodes() > Integer.MAX_VALUE) {
      throw new CorruptDataException("has " + column.nodes() + " codes in one column");
    }
    return column;
  }

  private static Length length(ByteBuffer in, int before) throws CorruptDataException {
    int codeBytes = in.get() & 0xFF;
    int flags = in.get() & 0xFF;
    int candidates = in.getShort() & 0xFFFF;
    if (codeBytes <= before
        || codeBytes > MAX_CODE_BYTES
        || flags > (SealedFormat.FLAG_GRAPH | SealedFormat.FLAG_SORTED)
        || candidates > 0 != ((flags & SealedFormat.FLAG_GRAPH) != 0)) {
      throw new CorruptDataException(
          "has codes of %d bytes behind those of %d, with flags %d and %d candidates"
              .formatted(codeBytes, before, flags, candidates));
    }
    return new Length(codeBytes * Byte.SIZE, flags, candidates, count(in, "codes"));
  }

  private static int count(ByteBuffer in, String what) throws CorruptDataException {
    int count = in.getInt();
    if (count < 0) {
      throw new CorruptDataException(
          "tells of " + Integer.toUnsignedString(count) + " " + what + ", allowed are 2^31 - 1");
    }
    return count;
  }

  private static void require(ByteBuffer in, long bytes) throws CorruptDataException {
    if (in.remaining() < bytes) {
      throw new CorruptDataException(
          "ends too early: %d bytes are left, needed are %d".formatted(in.remaining(), bytes));
    }
  }
}
