package io.flinkiscc.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The best rows of a beam: the nearest {@code ef} found, and all that are as near as the last of
 * them. For one thread.
 */
final class UsearchBest {

  private final UsearchBuckets buckets = new UsearchBuckets();
  private final int[] counts = new int[UsearchRanks.COUNT];
  private int wanted;
  private int size;
  private int worst;

  /** Empties this and sets how many rows are wanted. */
  void clear(int ef) {
    Arrays.fill(counts, 0);
    buckets.clear();
    wanted = ef;
    size = 0;
    worst = -1;
  }

  /** Returns whether a row of this rank is nearer than the last one, or there are too few. */
  boolean wants(int rank) {
    return rank < worst || size < wanted;
  }

  /** Returns whether no row of this rank can be among the best. */
  boolean isBeyond(int rank) {
    return rank > worst && size >= wanted;
  }

  void add(int rank, int slot) {
    buckets.add(rank, slot);
    counts[rank]++;
    size++;
    worst = Math.max(worst, rank);
    while (size - counts[worst] >= wanted) {
      size -= counts[worst];
      counts[worst] = 0;
      worst = buckets.highestUpTo(worst - 1);
    }
  }

  /**
   * Takes slots out, nearest first; those of one rank in no order.
   *
   * @param most the number of slots to take at most
   * @param slots takes the slots
   * @param ranks takes their ranks
   * @return number of slots taken
   */
  int drain(int most, int[] slots, int[] ranks) {
    int n = 0;
    while (n < most && size > 0) {
      int rank = buckets.lowest();
      ranks[n] = rank;
      slots[n++] = buckets.take(rank);
      size--;
    }
    return n;
  }

  /** Takes the nearest {@code k} rows out, nearest first, equally near ones by key. */
  List<UsearchHit> take(int k, UsearchRows rows, UsearchQuery query) {
    List<UsearchHit> hits = new ArrayList<>();
    while (hits.size() < k && size > 0) {
      int rank = buckets.lowest();
      List<UsearchHit> alike = new ArrayList<>(counts[rank]);
      for (int i = counts[rank]; i > 0; i--) {
        alike.add(rows.hit(query, buckets.take(rank)));
      }
      size -= alike.size();
      alike.sort(null);
      hits.addAll(alike.subList(0, Math.min(alike.size(), k - hits.size())));
    }
    return hits;
  }
}
