package io.flinkiscc.graph;

import java.util.Arrays;

/**
 * The nodes a search has met: a small hash set that stays in the first-level cache and whose size
 * follows the search, not the graph. For one thread.
 */
final class VisitedMarks {

  private static final int FIRST_SLOTS = 1024;
  private static final int SPREAD = 0x9E3779B9;

  /** Node + 1; 0 is free. */
  private int[] slots = new int[FIRST_SLOTS];

  private int shift = Integer.numberOfLeadingZeros(FIRST_SLOTS - 1);
  private int count;

  /** Forgets all nodes, and the room of a search that met exceptionally many. */
  void clear() {
    if (slots.length > FIRST_SLOTS && count < slots.length / 16) {
      resize(slots.length / 2);
    } else {
      Arrays.fill(slots, 0);
    }
    count = 0;
  }

  private void resize(int length) {
    slots = new int[length];
    shift = Integer.numberOfLeadingZeros(length - 1);
  }

  /**
   * Marks a node.
   *
   * @return whether it had no mark
   */
  boolean add(int node) {
    int[] all = slots;
    int i = node * SPREAD >>> shift;
    for (int found = all[i]; found != 0; found = all[i]) {
      if (found == node + 1) {
        return false;
      }
      i = i + 1 & all.length - 1;
    }
    all[i] = node + 1;
    if (++count > all.length / 2) {
      grow();
    }
    return true;
  }

  private void grow() {
    int[] old = slots;
    resize(2 * old.length);
    int[] all = slots;
    for (int found : old) {
      if (found != 0) {
        int i = (found - 1) * SPREAD >>> shift;
        while (all[i] != 0) {
          i = i + 1 & all.length - 1;
        }
        all[i] = found;
      }
    }
  }
}
