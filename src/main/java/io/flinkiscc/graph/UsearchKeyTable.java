package io.flinkiscc.graph;

import java.util.BitSet;

/**
 * Finds the slots of keys in a file: a hash table with open addressing, probed linearly. It holds
 * slots and, in the bits they leave free, parts of hashes; the keys stay in the file. Immutable.
 */
final class UsearchKeyTable {

  private static final int NONE = -1;

  /** Keys that are read together. */
  private static final int BLOCK = 256;

  private static final int LARGEST = 1 << 30;

  /** Slots plus one in the low bits, hashes in the bits above; 0 = free place. */
  private final int[] places;

  /** Where hashes are in a place. */
  private final int hashBits;

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
    this.places = new int[(int) wanted];
    this.hashBits = rows.slots() == 0 ? 0 : -Integer.highestOneBit(rows.slots()) << 1;
    long[] high = new long[BLOCK];
    long[] low = new long[BLOCK];
    for (int from = 0; from < rows.slots(); from += BLOCK) {
      int count = Math.min(BLOCK, rows.slots() - from);
      rows.keys(from, count, high, low);
      for (int i = 0; i < count; i++) {
        put(high[i], low[i], from + i);
      }
    }
    this.live = rows.slots() - removed.cardinality();
  }

  private void put(long high, long low, int slot) {
    if (rows.isFree(high, low)) {
      removed.set(slot);
      return;
    }
    int hash = UsearchKey.hash(high, low);
    int place = place(high, low, hash);
    if (places[place] == 0) {
      places[place] = hash & hashBits | slot + 1;
    } else {
      repeated = slot;
    }
  }

  /** Returns the place of a key, or the free one where it would be. */
  private int place(long high, long low, int hash) {
    int mask = places.length - 1;
    int place = hash & mask;
    int found;
    while ((found = places[place]) != 0
        && !(((found ^ hash) & hashBits) == 0 && isAt((found & ~hashBits) - 1, high, low))) {
      place = place + 1 & mask;
    }
    return place;
  }

  private boolean isAt(int slot, long high, long low) {
    UsearchKey key = rows.key(slot);
    return key.low() == low && key.high() == high;
  }

  /** Returns the slot of a key, the lowest if there are several, or -1. */
  int find(UsearchKey key) {
    int hash = UsearchKey.hash(key.high(), key.low());
    return (places[place(key.high(), key.low(), hash)] & ~hashBits) - 1;
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
    return (long) Integer.BYTES * places.length + removed.size() / Byte.SIZE;
  }
}
