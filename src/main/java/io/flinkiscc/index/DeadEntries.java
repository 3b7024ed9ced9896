package io.flinkiscc.index;

import java.util.function.IntConsumer;
import org.roaringbitmap.RoaringBitmap;

/**
 * The entries of a sealed shard that are dead to the holder of a view. Must not change while the
 * view is used.
 */
interface DeadEntries {

  /** No entry is dead. */
  DeadEntries NONE =
      new DeadEntries() {
        @Override
        public boolean contains(int entry) {
          return false;
        }

        @Override
        public void forEach(int from, int to, IntConsumer consumer) {}

        @Override
        public int count(int from, int to) {
          return 0;
        }
      };

  /** Whether the entry is dead. */
  boolean contains(int entry);

  /** Hands out the dead entries from {@code from} to before {@code to}, each once. */
  void forEach(int from, int to, IntConsumer consumer);

  /** Number of dead entries from {@code from} to before {@code to}. */
  default int count(int from, int to) {
    int[] count = new int[1];
    forEach(from, to, entry -> count[0]++);
    return count[0];
  }

  /** The entries of a bitmap, which must not change any more. */
  static DeadEntries of(RoaringBitmap bitmap) {
    return new DeadEntries() {
      @Override
      public boolean contains(int entry) {
        return bitmap.contains(entry);
      }

      @Override
      public void forEach(int from, int to, IntConsumer consumer) {
        bitmap.forEachInRange(from, to - from, consumer::accept);
      }

      @Override
      public int count(int from, int to) {
        return (int) bitmap.rangeCardinality(from, to);
      }
    };
  }
}
