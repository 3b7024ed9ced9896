package io.flinkiscc.index;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The node of each entry that has a unit of one type, in a form that costs 1.5 bits for an entry
 * without.
 *
 * <p>With {@code w = (n + 63) / 64} the section is {@code w} x u64 (bit {@code i % 64} of word
 * {@code i / 64}: entry {@code i} has a unit), {@code w} x u32 (units of the entries before this
 * word), then u32 by unit: its node.
 */
final class SealedNodeColumn {

  /** The entry has no unit. */
  static final int NONE = -1;

  private final SealedFile file;
  private final ByteBuffer section;
  private final int words;
  private final int units;
  private final int nodes;

  /**
   * @param section as long as {@link #bytes} says
   * @param nodes number of nodes there are
   */
  SealedNodeColumn(SealedFile file, ByteBuffer section, int entries, int units, int nodes) {
    this.file = file;
    this.section = section;
    this.words = words(entries);
    this.units = units;
    this.nodes = nodes;
  }

  /** Bytes of the column. */
  static long bytes(int entries, int units) {
    return words(entries) * (long) (Long.BYTES + Integer.BYTES) + (long) units * Integer.BYTES;
  }

  private static int words(int entries) {
    return (int) (((long) entries + Long.SIZE - 1) / Long.SIZE);
  }

  /** The node of an entry, {@link #NONE} if it has no unit. */
  int node(int entry) {
    int word = entry / Long.SIZE;
    long present = section.getLong(word * Long.BYTES);
    long bit = 1L << entry % Long.SIZE;
    if ((present & bit) == 0) {
      return NONE;
    }
    int before = section.getInt(words * Long.BYTES + word * Integer.BYTES);
    int unit = before + Long.bitCount(present & (bit - 1));
    if (before < 0 || unit < 0 || unit >= units) {
      throw file.damaged("entry %d has unit %d of %d".formatted(entry, unit, units));
    }
    int node = section.getInt(words * (Long.BYTES + Integer.BYTES) + unit * Integer.BYTES);
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
    long[] present = new long[words(entryCount)];
    for (int i = 0; i < nodes.length; i++) {
      int entry = entries.get(i);
      present[entry / Long.SIZE] |= 1L << entry % Long.SIZE;
    }
    for (long word : present) {
      out.writeLong(word);
    }
    int before = 0;
    for (long word : present) {
      out.writeInt(before);
      before += Long.bitCount(word);
    }
    for (int node : nodes) {
      out.writeInt(node);
    }
  }
}
