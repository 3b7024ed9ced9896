package io.flinkiscc.library;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.roaringbitmap.RoaringBitmap;

/**
 * Which rows of a shard are dead although its file or graph still has them. One thread at a time
 * kills, any number of threads ask without waiting.
 */
final class DeadSlots {

  private static final int FIRST_WORDS = 16;

  /** Grows by replacement; words are only ever set in the newest array. */
  private volatile AtomicLongArray words = new AtomicLongArray(FIRST_WORDS);

  private final AtomicLong count = new AtomicLong();

  boolean contains(int slot) {
    AtomicLongArray all = words;
    int word = slot >>> 6;
    return word < all.length() && (all.get(word) & 1L << slot) != 0;
  }

  boolean isEmpty() {
    return count.get() == 0;
  }

  int count() {
    return (int) count.get();
  }

  /** Marks a row; returns whether it was alive. */
  boolean kill(int slot) {
    int word = slot >>> 6;
    AtomicLongArray all = words;
    if (word >= all.length()) {
      all = grow(all, word);
    }
    long old = all.get(word);
    if ((old & 1L << slot) != 0) {
      return false;
    }
    all.set(word, old | 1L << slot);
    count.incrementAndGet();
    return true;
  }

  private AtomicLongArray grow(AtomicLongArray old, int word) {
    AtomicLongArray longer = new AtomicLongArray(Math.max(word + 1, old.length() * 2));
    for (int i = 0; i < old.length(); i++) {
      longer.setPlain(i, old.getPlain(i));
    }
    words = longer;
    return longer;
  }

  /** Copies the marks. */
  RoaringBitmap toBitmap() {
    RoaringBitmap bitmap = new RoaringBitmap();
    AtomicLongArray all = words;
    for (int i = 0; i < all.length(); i++) {
      for (long left = all.get(i); left != 0; left &= left - 1) {
        bitmap.add(i << 6 | Long.numberOfTrailingZeros(left));
      }
    }
    bitmap.runOptimize();
    return bitmap;
  }

  static DeadSlots of(RoaringBitmap bitmap) {
    DeadSlots dead = new DeadSlots();
    bitmap.forEach((org.roaringbitmap.IntConsumer) dead::kill);
    return dead;
  }
}
