package io.flinkiscc.index;

import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the {@code k} nearest of the hits offered to it, in the order of {@link UnitHit}. */
final class NearestHits {

  private final int k;
  private final Radius within;
  private final PriorityQueue<UnitHit> farthestFirst =
      new PriorityQueue<>(UnitHit.NEAREST_FIRST.reversed());

  NearestHits(int k, Radius within) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + ", allowed are numbers from 1 on");
    }
    this.k = k;
    this.within = within;
  }

  /** Number of hits that are kept. */
  int wanted() {
    return k;
  }

  /** The largest hamming distance over {@code bits} common bits that may still matter. */
  int bound(int bits) {
    int radius = within.maxHamming(bits);
    if (farthestFirst.size() < k) {
      return radius;
    }
    UnitHit worst = farthestFirst.peek();
    // Rounded down, but not below an equal fraction: such a hit may still win by bits or key.
    return Math.min(radius, worst.hamming() * bits / worst.bits());
  }

  void offer(long key, int hamming, int bits) {
    if (farthestFirst.size() < k) {
      farthestFirst.add(new UnitHit(key, hamming, bits));
      return;
    }
    UnitHit hit = new UnitHit(key, hamming, bits);
    if (hit.compareTo(farthestFirst.peek()) < 0) {
      farthestFirst.poll();
      farthestFirst.add(hit);
    }
  }

  List<UnitHit> sorted() {
    List<UnitHit> hits = new ArrayList<>(farthestFirst);
    hits.sort(null);
    return List.copyOf(hits);
  }
}
