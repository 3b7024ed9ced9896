package io.flinkiscc.match;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** Collects places of assets in a snapshot, of which some come several times. For one thread. */
final class Candidates {

  private long[] places = new long[64];
  private int size;

  void add(long place) {
    if (size == places.length) {
      places = Arrays.copyOf(places, Math.multiplyExact(size, 2));
    }
    places[size++] = place;
  }

  /** Hands every place out once, in ascending order. */
  void forEachDistinct(LongConsumer consumer) {
    Arrays.sort(places, 0, size);
    for (int i = 0; i < size; i++) {
      if (i == 0 || places[i] != places[i - 1]) {
        consumer.accept(places[i]);
      }
    }
  }
}
