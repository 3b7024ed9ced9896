package io.flinkiscc.graph;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Seeds of a stored graph, read where they lie and checked when they are used. */
final class CompactSeeds implements Seeds {

  private final ByteBuffer region;
  private final int bits;
  private final int size;
  private final int at;
  private final int width;
  private final int tables;

  CompactSeeds(ByteBuffer littleEndian, CompactLayout layout) {
    region = littleEndian;
    bits = layout.bits;
    size = layout.nodes[0];
    at = Math.toIntExact(layout.seedsAt);
    width = layout.seedWidth;
    tables = SeedSlices.tables(bits);
  }

  @Override
  public int collect(QueryWords query, int[] into) {
    int count = 0;
    for (int t = 0; t < tables; t++) {
      int start = SeedSlices.start(bits, t);
      if (start + width > query.bits()) {
        break;
      }
      int first = (t << width | query.slice(start, width)) & -GROUP;
      for (int slot = first; slot < first + GROUP; slot++) {
        int node = region.getInt(at + Integer.BYTES * slot) - 1;
        if (node >= 0) {
          into[count++] = node;
        }
        if (node >= size || node < -1) {
          throw new UncheckedIOException(
              new CorruptGraphException(
                  "The stored graph is damaged: seed "
                      + slot
                      + " is node "
                      + node
                      + " of "
                      + size));
        }
      }
    }
    return count;
  }
}
