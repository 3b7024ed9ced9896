package io.flinkiscc.graph;

import java.util.BitSet;

/**
 * Finds the slots of keys in a file: a hash table with open addressing, probed linearly. It holds
 * slots and hashes; the keys stay in the file. Immutable.
 */
final class UsearchKeyTable {

  private static final int NONE = -1;
  private static final int LARGEST = 1 << 30;

  /** Hash in the high half, slot plus one in the low half; 0 = free place. */
  private final long[] places;

  private final UsearchFileRows rows;
  private final BitSet removed = new BitSet();
  private final int live;
  private int repeated = NONE;

  /** Reads all keys. */
  UsearchKeyTable(UsearchFileRows rows) {
    this.rows = rows;
    long wanted = Math.max(2, Long.highestOneBit(rows.slots() * 3L / 2) << 1);
    if (wanted > LARGEST) {
      throw new IllegalStateException(
          "A table of the keys of " + rows.slots() + " rows is larger than an array can be");
    }
    this.places = new long[(int) wanted];
    int found = 0;
    if (rows.slots() > 0) {
      long node = rows.node(0);
      for (int slot = 0; slot < rows.slots(); slot++) {
        if (rows.isFree(node)) {
          removed.set(slot);
        } else {
          put(rows.keyAt(node), slot);
          found++;
        }
        node += rows.nodeBytes(slot);
      }
    }
    this.live = found;
  }

  private void put(UsearchKey key, int slot) {
    int hash = UsearchKey.hash(key.high(), key.low());
    int place = place(key, hash);
    if (places[place] == 0) {
      places[place] = (long) hash << Integer.SIZE | slot + 1;
    } else {
      repeated = slot;
    }
  }

  /** Returns the place of a key, or the free one where it would be. */
  private int place(UsearchKey key, int hash) {
    int mask = places.length - 1;
    int place = hash & mask;
    long found;
    while ((found = places[place]) != 0
        && !((int) (found >>> Integer.SIZE) == hash && rows.key((int) found - 1).equals(key))) {
      place = place + 1 & mask;
    }
    return place;
  }

  /** Returns the slot of a key, the lowest if there are several, or -1. */
  int find(UsearchKey key) {
    return (int) places[place(key, UsearchKey.hash(key.high(), key.low()))] - 1;
  }

  boolean removed(int slot) {
    return removed.get(slot);
  }

  /** Returns the number of rows that are not removed. */
  int live() {
    return live;
  }

  /** Returns a slot whose key a lower one has too, or -1. */
  int repeated() {
    return repeated;
  }

  /** Returns the heap this table holds, in bytes. */
  long heapBytes() {
    return (long) Long.BYTES * places.length + removed.size() / Byte.SIZE;
  }
}
