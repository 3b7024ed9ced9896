package io.flinkiscc.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The node of each entry that has a unit of one type: a {@link SealedEntrySet} of these entries,
 * then u32 for each of them.
 */
final class SealedNodeColumn {

  /** The entry has no unit. */
  static final int NONE = -1;

  private final SealedFile file;
  private final ByteBuffer section;
  private final SealedEntrySet present;
  private final int first;
  private final int units;
  private final int nodes;

  /**
   * @param section as long as {@link #bytes} says
   * @param nodes number of nodes there are
   */
  SealedNodeColumn(SealedFile file, ByteBuffer section, int entries, int units, int nodes) {
    this.file = file;
    this.section = section;
    this.present = new SealedEntrySet(section, entries);
    this.first = (int) SealedEntrySet.bytes(entries);
    this.units = units;
    this.nodes = nodes;
  }

  /** Bytes of the column. */
  static long bytes(int entries, int units) {
    return SealedEntrySet.bytes(entries) + (long) units * Integer.BYTES;
  }

  /** The entries that have a unit. */
  SealedEntrySet present() {
    return present;
  }

  /** The node of an entry, {@link #NONE} if it has no unit. */
  int node(int entry) {
    if (!present.contains(entry)) {
      return NONE;
    }
    int unit = present.before(entry);
    if (unit < 0 || unit >= units) {
      throw file.damaged("entry %d has unit %d of %d".formatted(entry, unit, units));
    }
    int node = section.getInt(first + unit * Integer.BYTES);
    if (node < 0 || node >= nodes) {
      throw file.damaged("entry %d has node %d of %d".formatted(entry, node, nodes));
    }
    return node;
  }

  /**
   * Writes a column.
   *
   * @param entries entries that have a unit, ascending
   * @param nodes their nodes
   */
  static void write(int entryCount, IntColumn entries, int[] nodes, SealedOutput out)
      throws IOException {
    SealedEntrySet.write(entryCount, entries, out);
    for (int node : nodes) {
      out.writeInt(node);
    }
  }
}
