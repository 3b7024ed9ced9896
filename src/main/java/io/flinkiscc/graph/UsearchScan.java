package io.flinkiscc.graph;

import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntPredicate;

/** Searches by looking at every row of a range. Complete; for one thread. */
final class UsearchScan {

  private static final int BLOCK = 1024;

  private final UsearchRows rows;
  private final UsearchQuery query;
  private final IntPredicate accept;
  private final boolean anyRemoved;
  private final int start;
  private final int end;
  private final int[] ranks = new int[BLOCK];

  /**
   * @param accept which live rows to return, or null for all
   * @param from first slot to look at
   * @param to slot to end in front of, or a higher number than there are
   */
  UsearchScan(UsearchRows rows, UsearchQuery query, IntPredicate accept, int from, int to) {
    this.rows = rows;
    this.query = query;
    this.accept = accept;
    this.anyRemoved = rows.anyRemoved();
    this.end = Math.min(to, rows.slots());
    this.start = Math.min(from, end);
  }

  /** Returns the nearest {@code k} rows, nearest first, equally near ones by key. */
  List<UsearchHit> nearest(int k) {
    PriorityQueue<UsearchHit> farthestFirst = new PriorityQueue<>(Comparator.reverseOrder());
    int bound = UsearchRanks.COUNT;
    for (int from = start; from < end; ) {
      int count = Math.min(BLOCK, end - from);
      rows.ranks(query, from, from + count, ranks);
      for (int i = 0; i < count; i++) {
        if (ranks[i] <= bound && accepts(from + i)) {
          UsearchHit hit = rows.hit(query, from + i);
          if (farthestFirst.size() == k) {
            if (hit.compareTo(farthestFirst.peek()) > 0) {
              continue;
            }
            farthestFirst.poll();
          }
          farthestFirst.add(hit);
          if (farthestFirst.size() == k) {
            UsearchHit last = farthestFirst.peek();
            bound = UsearchRanks.of(last.bits() / Byte.SIZE, last.hamming());
          }
        }
      }
      from += count;
    }
    List<UsearchHit> hits = new ArrayList<>(farthestFirst);
    hits.sort(null);
    return hits;
  }

  /** Returns all rows within a radius, nearest first; empty codes are within every radius. */
  List<UsearchHit> within(Radius radius) {
    int bound = 0;
    for (int bytes = 1; bytes <= query.bytes(); bytes++) {
      int hamming = radius.maxHamming(bytes * Byte.SIZE);
      bound = Math.max(bound, hamming < 0 ? 0 : UsearchRanks.of(bytes, hamming));
    }
    List<UsearchHit> hits = new ArrayList<>();
    for (int from = start; from < end; ) {
      int count = Math.min(BLOCK, end - from);
      rows.ranks(query, from, from + count, ranks);
      for (int i = 0; i < count; i++) {
        if (ranks[i] <= bound && accepts(from + i)) {
          UsearchHit hit = rows.hit(query, from + i);
          if (hit.bits() == 0 || radius.accepts(hit.hamming(), hit.bits())) {
            hits.add(hit);
          }
        }
      }
      from += count;
    }
    hits.sort(null);
    return hits;
  }

  /** Returns the number of rows in the range. */
  int rows() {
    return end - start;
  }

  private boolean accepts(int slot) {
    return !(anyRemoved && rows.removed(slot)) && (accept == null || accept.test(slot));
  }
}
