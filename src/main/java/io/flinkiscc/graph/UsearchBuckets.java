package io.flinkiscc.graph;

import java.util.Arrays;

/**
 * Slots sorted by the rank of their distance: one bucket per rank, as ranks are few. Adding and
 * taking take constant time. For one thread.
 */
final class UsearchBuckets {

  private static final int FIRST_CAPACITY = 512;
  private static final int NONE = -1;

  private final int[] first = new int[UsearchRanks.COUNT];
  private final long[] filled = new long[(UsearchRanks.COUNT + Long.SIZE - 1) / Long.SIZE];
  private int[] slots = new int[FIRST_CAPACITY];
  private int[] next = new int[FIRST_CAPACITY];
  private int used;

  /** No bucket below this word of {@link #filled} holds anything. */
  private int lowestWord;

  void clear() {
    Arrays.fill(filled, 0);
    used = 0;
    lowestWord = filled.length;
  }

  void add(int rank, int slot) {
    if (used == slots.length) {
      slots = Arrays.copyOf(slots, 2 * used);
      next = Arrays.copyOf(next, 2 * used);
    }
    int word = rank >>> 6;
    long bit = 1L << rank;
    next[used] = (filled[word] & bit) == 0 ? NONE : first[rank];
    slots[used] = slot;
    first[rank] = used++;
    filled[word] |= bit;
    lowestWord = Math.min(lowestWord, word);
  }

  /** Returns the lowest rank that has a slot, or -1. */
  int lowest() {
    while (lowestWord < filled.length) {
      long word = filled[lowestWord];
      if (word != 0) {
        return lowestWord << 6 | Long.numberOfTrailingZeros(word);
      }
      lowestWord++;
    }
    return NONE;
  }

  /** Takes a slot out of a bucket that has one. */
  int take(int rank) {
    int i = first[rank];
    first[rank] = next[i];
    if (next[i] == NONE) {
      filled[rank >>> 6] &= ~(1L << rank);
    }
    return slots[i];
  }

  /** Returns the highest rank up to {@code rank} that has a slot, or -1. */
  int highestUpTo(int rank) {
    int word = rank >>> 6;
    long bits = filled[word] & -1L >>> 63 - (rank & 63);
    while (bits == 0) {
      if (--word < 0) {
        return NONE;
      }
      bits = filled[word];
    }
    return word << 6 | 63 - Long.numberOfLeadingZeros(bits);
  }
}
