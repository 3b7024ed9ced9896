package io.flinkiscc.graph;

import java.util.function.IntPredicate;

/**
 * Walks the links of rows towards a query (HNSW: Malkov and Yashunin, 2016). Holds the room a walk
 * needs, so that the next one allocates nothing. For one thread.
 *
 * <p>Rows that are not accepted are walked through and never returned; the beam then goes on until
 * it has found enough accepted ones.
 */
final class UsearchBeam {

  private final UsearchSlotSet seen = new UsearchSlotSet();
  private final UsearchBuckets candidates = new UsearchBuckets();
  private final UsearchBest best = new UsearchBest();
  private int[] links = new int[64];
  private int[] ranks = new int[64];
  private long visited;

  /** Returns what the last walk found. */
  UsearchBest best() {
    return best;
  }

  /** Returns the number of distances computed since {@link #descend}. */
  long visited() {
    return visited;
  }

  /**
   * Goes greedily from the entry down to a level.
   *
   * @param rows has at least one row
   * @param level where to arrive; nothing is done on this level
   * @return the slot to begin at
   */
  int descend(UsearchRows rows, UsearchQuery query, int level) {
    if (links.length < rows.maxLinks()) {
      links = new int[rows.maxLinks()];
      ranks = new int[rows.maxLinks()];
    }
    visited = 1;
    int slot = rows.entry();
    links[0] = slot;
    rows.ranks(query, links, 1, ranks);
    int rank = ranks[0];
    for (int l = rows.topLevel(); l > level; l--) {
      boolean moved = true;
      while (moved) {
        moved = false;
        int count = rows.links(slot, l, links);
        rows.ranks(query, links, count, ranks);
        visited += count;
        for (int i = 0; i < count; i++) {
          if (ranks[i] < rank) {
            rank = ranks[i];
            slot = links[i];
            moved = true;
          }
        }
      }
    }
    return slot;
  }

  /**
   * Finds the rows of a level that are nearest to a query.
   *
   * @param start where to begin
   * @param ef number of rows wanted
   * @param through which rows to walk through, or null for all
   * @param accept which of these to return, or null for all
   * @param mostVisited number of distances after which to give up
   * @return whether the walk came to its end; what it found is in {@link #best()}
   */
  boolean walk(
      UsearchRows rows,
      UsearchQuery query,
      int start,
      int level,
      int ef,
      IntPredicate through,
      IntPredicate accept,
      long mostVisited) {
    seen.clear();
    candidates.clear();
    best.clear(ef);
    seen.add(start);
    links[0] = start;
    rows.ranks(query, links, 1, ranks);
    candidates.add(ranks[0], start);
    if (accept == null || accept.test(start)) {
      best.add(ranks[0], start);
    }
    int rank;
    while ((rank = candidates.lowest()) >= 0 && !best.isBeyond(rank)) {
      if (visited > mostVisited) {
        return false;
      }
      int count = unseen(rows.links(candidates.take(rank), level, links), through);
      rows.ranks(query, links, count, ranks);
      visited += count;
      for (int i = 0; i < count; i++) {
        if (best.wants(ranks[i])) {
          candidates.add(ranks[i], links[i]);
          if (accept == null || accept.test(links[i])) {
            best.add(ranks[i], links[i]);
          }
        }
      }
    }
    return true;
  }

  private int unseen(int count, IntPredicate through) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int link = links[i];
      if (seen.add(link) && (through == null || through.test(link))) {
        links[kept++] = link;
      }
    }
    return kept;
  }
}
