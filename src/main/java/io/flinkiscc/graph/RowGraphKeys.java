package io.flinkiscc.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Finds the slots of live keys. A hash table with open addressing, probed linearly; rows are never
 * moved and entries of removed ones stay until the table is made anew. One thread writes, any
 * number of threads find, without locks.
 */
final class RowGraphKeys {

  private static final VarHandle PLACES = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int SMALLEST = 64;
  private static final int LARGEST = 1 << 30;

  /** Number of live keys there is room for in any case. */
  static final int MOST = LARGEST / 3;

  private final RowGraphStore store;
  private final int largest;

  /** Hash in the high half, slot plus one in the low half; 0 = free place. */
  private volatile long[] places = new long[SMALLEST];

  private int used;

  RowGraphKeys(RowGraphStore store) {
    this(store, LARGEST);
  }

  /**
   * @param largest most places of the table, a power of two
   */
  RowGraphKeys(RowGraphStore store, int largest) {
    this.store = store;
    this.largest = largest;
  }

  /** Returns the slot of the live row with a key, or -1. */
  int find(UsearchKey key) {
    long[] table = places;
    int hash = UsearchKey.hash(key.high(), key.low());
    int place = hash & table.length - 1;
    long found;
    while ((found = (long) PLACES.getAcquire(table, place)) != 0) {
      int slot = (int) found - 1;
      if ((int) (found >>> Integer.SIZE) == hash
          && store.hasKey(slot, key)
          && !store.removed(slot)) {
        return slot;
      }
      place = place + 1 & table.length - 1;
    }
    return -1;
  }

  /**
   * Makes room for one more key, before its row is published.
   *
   * @throws IllegalStateException if there can be no more
   */
  void reserve() {
    if (3L * (used + 1) > 2L * places.length) {
      renew();
    }
  }

  /** Adds a published row whose key no live row has. */
  void add(UsearchKey key, int slot) {
    reserve();
    long hash = UsearchKey.hash(key.high(), key.low());
    put(places, hash << Integer.SIZE | slot + 1);
    used++;
  }

  /**
   * Makes a table of the live rows in the present one, with room for as many more. The work is that
   * of the present table, not of all rows there ever were.
   */
  private void renew() {
    long[] old = places;
    int live = 0;
    for (long entry : old) {
      live += isLive(entry) ? 1 : 0;
    }
    long wanted = SMALLEST;
    while (wanted < 3L * (live + 1)) {
      wanted *= 2;
    }
    if (wanted > largest) {
      throw new IllegalStateException(
          "The graph has " + live + " keys, as many as it can; start another one");
    }
    long[] table = new long[(int) wanted];
    for (long entry : old) {
      if (isLive(entry)) {
        put(table, entry);
      }
    }
    places = table;
    used = live;
  }

  private boolean isLive(long entry) {
    return entry != 0 && !store.removed((int) entry - 1);
  }

  private static void put(long[] table, long entry) {
    int place = (int) (entry >>> Integer.SIZE) & table.length - 1;
    while (table[place] != 0) {
      place = place + 1 & table.length - 1;
    }
    PLACES.setRelease(table, place, entry);
  }

  /** Returns the heap this table holds, in bytes. */
  long memoryBytes() {
    return (long) Long.BYTES * places.length;
  }
}
