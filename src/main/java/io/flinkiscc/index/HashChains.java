package io.flinkiscc.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * An append-only hash multimap from 64-bit values to row numbers: the rows of a value are walked
 * from the newest to the oldest. Rows of other values may be met on the way, so a caller compares.
 *
 * <p>One thread adds; any thread may walk concurrently, without locks: a walker that learned of a
 * row through a safe publication meets it, and may meet newer rows too.
 */
final class HashChains {

  /** Ends a chain. */
  static final int NONE = -1;

  private static final int SMALLEST_TABLE = 64;

  private volatile Table table = new Table(SMALLEST_TABLE, new long[SMALLEST_TABLE], 0);

  /** Links row {@code size()} under the value. */
  void add(long value) {
    Table t = table;
    if (t.size == t.values.length) {
      t = t.grow();
      t.link(value);
      table = t;
    } else {
      t.link(value);
    }
  }

  int size() {
    return table.size;
  }

  /** The rows as they are now, for walking. */
  Walk walk() {
    return table;
  }

  long memoryBytes() {
    return table.values.length * (8L + 4 + 8);
  }

  /** A view for walking chains. */
  interface Walk {
    /** The newest row that may hold the value, or {@link #NONE}. */
    int first(long value);

    /** The next older row of the same chain, or {@link #NONE}. */
    int next(int row);
  }

  /** Fixed-size part; a full one is replaced by one of twice the size, linked anew. */
  private static final class Table implements Walk {
    private static final VarHandle HEADS = MethodHandles.arrayElementVarHandle(int[].class);

    final long[] values;
    final int[] next;
    final int[] heads;
    int size;

    Table(int rows, long[] values, int size) {
      this.values = values;
      this.next = new int[rows];
      this.heads = new int[rows * 2];
      Arrays.fill(heads, NONE);
      for (int row = 0; row < size; row++) {
        link(values[row]);
      }
    }

    Table grow() {
      int rows = Math.multiplyExact(values.length, 2);
      return new Table(rows, Arrays.copyOf(values, rows), size);
    }

    void link(long value) {
      int row = size++;
      int slot = slot(value);
      values[row] = value;
      next[row] = heads[slot];
      HEADS.setRelease(heads, slot, row);
    }

    @Override
    public int first(long value) {
      return (int) HEADS.getAcquire(heads, slot(value));
    }

    @Override
    public int next(int row) {
      return next[row];
    }

    private int slot(long value) {
      // ISCC-IDs are nearly sequential and codes share prefixes: spread both (Stafford's mix 13).
      long h = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
      h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
      return (int) ((h ^ (h >>> 31)) & (heads.length - 1));
    }
  }
}
