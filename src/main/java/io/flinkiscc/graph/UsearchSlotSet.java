package io.flinkiscc.graph;

import java.util.Arrays;

/** A set of slots, made to be emptied and filled again. For one thread. */
final class UsearchSlotSet {

  private static final int SMALLEST = 1 << 12;

  /** Larger tables are dropped when the set is emptied. */
  private static final int LARGEST_KEPT = 1 << 18;

  private static final int SPREAD = 0x9E3779B9;

  /** Slots plus one, in places found by linear probing; 0 = free place. */
  private int[] table = new int[SMALLEST];

  private int shift = Integer.numberOfLeadingZeros(SMALLEST - 1);
  private int size;

  /** Adds a slot; returns whether it was not in the set. */
  boolean add(int slot) {
    int[] places = table;
    int mask = places.length - 1;
    int place = slot * SPREAD >>> shift;
    int found;
    while ((found = places[place]) != 0) {
      if (found == slot + 1) {
        return false;
      }
      place = place + 1 & mask;
    }
    places[place] = slot + 1;
    if (++size > places.length >> 1) {
      grow();
    }
    return true;
  }

  private void grow() {
    int[] old = table;
    table = new int[Math.multiplyExact(old.length, 2)];
    shift--;
    for (int entry : old) {
      if (entry != 0) {
        int place = (entry - 1) * SPREAD >>> shift;
        while (table[place] != 0) {
          place = place + 1 & table.length - 1;
        }
        table[place] = entry;
      }
    }
  }

  void clear() {
    if (table.length > LARGEST_KEPT) {
      table = new int[SMALLEST];
      shift = Integer.numberOfLeadingZeros(SMALLEST - 1);
    } else if (size > 0) {
      Arrays.fill(table, 0);
    }
    size = 0;
  }
}
