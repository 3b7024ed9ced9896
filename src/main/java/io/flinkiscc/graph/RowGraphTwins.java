package io.flinkiscc.graph;

/**
 * Finds for a code the first row that has it. Later rows with the same code, twins, are not linked
 * like others: they would only link to each other and become an island. They hang off the first row
 * as a stack, newest first: the first row links to the newest twin, each twin to the first row and
 * to the twin before it. For the writer.
 */
final class RowGraphTwins {

  private static final int SMALLEST = 64;

  private final RowGraphStore store;

  /** First slots plus one; 0 = free place. */
  private int[] places = new int[SMALLEST];

  private int used;

  RowGraphTwins(RowGraphStore store) {
    this.store = store;
  }

  /** Returns the first row with a code, or -1. */
  int find(UsearchQuery code) {
    return places[place(code, places)] - 1;
  }

  /** Adds a row whose code no earlier one has. */
  void add(int slot) {
    places[place(store.query(slot), places)] = slot + 1;
    if (3L * ++used > 2L * places.length) {
      int[] table = new int[Math.multiplyExact(places.length, 2)];
      for (int entry : places) {
        if (entry != 0) {
          table[place(store.query(entry - 1), table)] = entry;
        }
      }
      places = table;
    }
  }

  private int place(UsearchQuery code, int[] table) {
    int place = code.hashCode() & table.length - 1;
    while (table[place] != 0 && !store.query(table[place] - 1).equals(code)) {
      place = place + 1 & table.length - 1;
    }
    return place;
  }

  /** Returns the heap this table holds, in bytes. */
  long memoryBytes() {
    return (long) Integer.BYTES * places.length;
  }
}
