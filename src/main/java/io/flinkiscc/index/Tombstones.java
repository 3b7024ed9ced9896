package io.flinkiscc.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntConsumer;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The dead entries of one sealed shard: a bitmap that never changes, and a small table of the
 * deaths since, each with the version of the index at which it happened. A view of an older version
 * therefore goes on to see what it saw.
 *
 * <p>One thread kills; any thread asks, without locks. When the table is full the writer puts a new
 * object in the place of this one ({@link #merged}); who holds the old one is not disturbed.
 */
final class Tombstones {

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int SMALLEST = 64;
  private static final int LARGEST = 4096;

  private final RoaringBitmap base;
  private final int baseCount;
  private final int capacity;

  /** Open addressing: ordinal + 1, or 0. A slot is filled after its version was written. */
  private final int[] slots;

  private final long[] versions;
  private int recent;

  /**
   * @param base the dead entries; not to be changed any more
   */
  Tombstones(RoaringBitmap base) {
    this.base = base;
    this.baseCount = base.getCardinality();
    // An eighth of the bitmap: merging then costs a constant number of operations per death.
    int wanted = Math.max(SMALLEST, Math.min(LARGEST, baseCount / 8));
    this.capacity = Integer.highestOneBit(wanted);
    this.slots = new int[2 * capacity];
    this.versions = new long[2 * capacity];
  }

  /** Whether the entry is dead as of a version. Any thread. */
  boolean dead(int ordinal, long version) {
    return base.contains(ordinal) || diedRecently(ordinal, version);
  }

  private boolean diedRecently(int ordinal, long version) {
    for (int i = slot(ordinal); ; i = i + 1 & slots.length - 1) {
      int found = (int) SLOT.getAcquire(slots, i);
      if (found == 0) {
        return false;
      }
      if (found == ordinal + 1) {
        return versions[i] <= version;
      }
    }
  }

  /** Whether the entry is dead. Writer only. */
  boolean dead(int ordinal) {
    return dead(ordinal, Long.MAX_VALUE);
  }

  /** Whether {@link #kill} must wait for {@link #merged}. Writer only. */
  boolean full() {
    return recent == capacity;
  }

  /** Notes the death of a live entry. Writer only. */
  void kill(int ordinal, long version) {
    int i = slot(ordinal);
    while (slots[i] != 0) {
      i = i + 1 & slots.length - 1;
    }
    versions[i] = version;
    SLOT.setRelease(slots, i, ordinal + 1);
    recent++;
  }

  /** The same dead entries with an empty table. Writer only. */
  Tombstones merged() {
    return new Tombstones(bitmap(Long.MAX_VALUE));
  }

  /** The dead entries as of a version, as a bitmap of its own. Any thread. */
  RoaringBitmap bitmap(long version) {
    RoaringBitmap dead = base.clone();
    for (int i = 0; i < slots.length; i++) {
      int found = (int) SLOT.getAcquire(slots, i);
      if (found != 0 && versions[i] <= version) {
        dead.add(found - 1);
      }
    }
    return dead;
  }

  /** The dead entries as of a version, without a copy. Any thread. */
  DeadEntries view(long version) {
    return new DeadEntries() {
      @Override
      public boolean contains(int entry) {
        return dead(entry, version);
      }

      @Override
      public void forEach(int from, int to, IntConsumer consumer) {
        PeekableIntIterator all = base.getIntIterator();
        all.advanceIfNeeded(from);
        while (all.hasNext() && all.peekNext() < to) {
          consumer.accept(all.next());
        }
        for (int i = 0; i < slots.length; i++) {
          int entry = (int) SLOT.getAcquire(slots, i) - 1;
          if (entry >= from && entry < to && versions[i] <= version) {
            consumer.accept(entry);
          }
        }
      }
    };
  }

  /** Number of dead entries. Writer only. */
  int count() {
    return baseCount + recent;
  }

  /** Heap bytes. */
  long memoryBytes() {
    return base.getLongSizeInBytes() + slots.length * 12L + 96;
  }

  private int slot(int ordinal) {
    return (ordinal * 0x9E3779B9 >>> 16) & slots.length - 1;
  }
}
