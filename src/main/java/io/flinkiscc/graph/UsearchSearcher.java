package io.flinkiscc.graph;

import io.flinkiscc.nphd.Radius;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntPredicate;

/** Answers queries over rows. Keeps the room of finished walks for later ones. Thread-safe. */
final class UsearchSearcher {

  /** Fewer rows are scanned: it costs no more than a walk and misses nothing. */
  private static final int SCAN_BELOW = 1000;

  /**
   * A walk costs this many times more per row than a scan. One that has looked at more than this
   * part of all rows is ended by a scan.
   */
  private static final int WALK_COST = 8;

  private final ConcurrentLinkedQueue<UsearchBeam> idle = new ConcurrentLinkedQueue<>();

  /**
   * Searches along the links.
   *
   * @param accept which live rows to return, or null for all
   */
  UsearchHits search(UsearchRows rows, UsearchQuery query, int k, int ef, IntPredicate accept) {
    check(k, ef);
    if (rows.slots() < SCAN_BELOW) {
      return nearest(rows, query, k, accept);
    }
    int width = Math.min(rows.slots(), Math.max(k, ef));
    long most = Math.max(rows.slots() / WALK_COST, 64L * width);
    UsearchHits found = walk(rows, query, k, width, live(rows, accept), most);
    return found == null ? nearest(rows, query, k, accept) : found;
  }

  /**
   * Searches along the links, however many rows this looks at.
   *
   * @param rows has at least one row
   * @return the nearest {@code ef} rows found
   */
  List<UsearchHit> walk(UsearchRows rows, UsearchQuery query, int ef) {
    return walk(rows, query, ef, ef, live(rows, null), Long.MAX_VALUE).hits();
  }

  private static IntPredicate live(UsearchRows rows, IntPredicate accept) {
    if (!rows.anyRemoved()) {
      return accept;
    }
    return accept == null
        ? slot -> !rows.removed(slot)
        : slot -> !rows.removed(slot) && accept.test(slot);
  }

  /** Returns what a walk finds, or null if it looked at more than {@code most} rows. */
  private UsearchHits walk(
      UsearchRows rows, UsearchQuery query, int k, int ef, IntPredicate accept, long most) {
    UsearchBeam beam = idle.poll();
    if (beam == null) {
      beam = new UsearchBeam();
    }
    int start = beam.descend(rows, query, 0);
    UsearchHits found = null;
    if (beam.walk(rows, query, start, 0, ef, null, accept, most)) {
      found = new UsearchHits(beam.best().take(k, rows, query), false, beam.visited());
    }
    idle.add(beam);
    return found;
  }

  /** Scans for the nearest rows. */
  static UsearchHits nearest(UsearchRows rows, UsearchQuery query, int k, IntPredicate accept) {
    return nearest(rows, query, k, accept, 0, Integer.MAX_VALUE);
  }

  /** Scans a range for its nearest rows. */
  static UsearchHits nearest(
      UsearchRows rows, UsearchQuery query, int k, IntPredicate accept, int from, int to) {
    check(k, 1);
    UsearchScan scan = new UsearchScan(rows, query, accept, from, to);
    return new UsearchHits(scan.nearest(k), true, scan.rows());
  }

  /** Scans a range for all rows within a radius. */
  static UsearchHits within(
      UsearchRows rows, UsearchQuery query, Radius radius, IntPredicate accept, int from, int to) {
    UsearchScan scan = new UsearchScan(rows, query, accept, from, to);
    return new UsearchHits(scan.within(radius), true, scan.rows());
  }

  private static void check(int k, int ef) {
    if (k < 1) {
      throw new IllegalArgumentException("k is " + k + "; give a number from 1 on");
    }
    if (ef < 1) {
      throw new IllegalArgumentException("ef is " + ef + "; give a number from 1 on");
    }
  }
}
