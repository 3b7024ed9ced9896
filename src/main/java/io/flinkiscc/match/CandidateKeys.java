package io.flinkiscc.match;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Collects keys, of which some come several times. For one thread. */
final class CandidateKeys {

  private long[] keys = new long[64];
  private int size;

  void add(long key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.multiplyExact(size, 2));
    }
    keys[size++] = key;
  }

  /** Hands every key out once. */
  void forEachDistinct(LongConsumer consumer) {
    Arrays.sort(keys, 0, size);
    for (int i = 0; i < size; i++) {
      if (i == 0 || keys[i] != keys[i - 1]) {
        consumer.accept(keys[i]);
      }
    }
  }
}
