package io.flinkiscc.graph;

/**
 * Seeds on the heap: per table and slice the node added last. One thread adds, others read without
 * locks; who reads an older or newer entry gets another node, which is as good.
 *
 * <p>This is the bucketing of locality sensitive hashing by bit sampling (Indyk and Motwani 1998),
 * used only to find places from where a graph is searched.
 */
final class SeedTables implements Seeds {

  private final int bits;
  private final int tables;
  private volatile Table table;

  SeedTables(int bits) {
    this.bits = bits;
    tables = SeedSlices.tables(bits);
    table = new Table(SeedSlices.width(bits, 0), new int[tables << SeedSlices.width(bits, 0)]);
  }

  /** All tables, one after the other: node + 1, or 0. */
  private record Table(int width, int[] slots) {}

  /** Adds a node and grows if the graph has outgrown the tables. */
  void put(QueryWords code, int node) {
    Table now = table;
    if (SeedSlices.width(bits, node) > now.width) {
      now = grow(now);
    }
    for (int t = 0; t < tables; t++) {
      now.slots[t << now.width | code.slice(SeedSlices.start(bits, t), now.width)] = node + 1;
    }
  }

  /**
   * Doubles the slots. Both halves of an old slot keep its node: one of them is wrong, which costs
   * a search one distance until a newer node takes the place, and saves reading all codes here.
   */
  private Table grow(Table old) {
    int[] slots = new int[2 * old.slots.length];
    for (int i = 0; i < old.slots.length; i++) {
      slots[2 * i] = old.slots[i];
      slots[2 * i + 1] = old.slots[i];
    }
    Table grown = new Table(old.width + 1, slots);
    table = grown;
    return grown;
  }

  @Override
  public int collect(QueryWords query, int[] into) {
    Table now = table;
    int count = 0;
    for (int t = 0; t < tables; t++) {
      int start = SeedSlices.start(bits, t);
      if (start + now.width > query.bits()) {
        break;
      }
      int first = (t << now.width | query.slice(start, now.width)) & -GROUP;
      for (int slot = first; slot < first + GROUP; slot++) {
        int node = now.slots[slot] - 1;
        if (node >= 0) {
          into[count++] = node;
        }
      }
    }
    return count;
  }

  /** Returns the width of the slices in bits. */
  int width() {
    return table.width;
  }

  /**
   * Returns the slots, all tables one after the other: node + 1, or 0. For the thread that adds.
   */
  int[] slots() {
    return table.slots;
  }

  /** Returns the heap the tables hold, in bytes. */
  long memoryBytes() {
    return 16 + (long) Integer.BYTES * table.slots.length;
  }
}
