package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchHits;
import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.function.IntPredicate;

/**
 * Rows of keys and codes with a graph over them, numbered by slots from 0 on: a mapped file or a
 * graph that grows. For any number of readers, also beside the one writer.
 */
interface Rows {

  /** Number of slots, removed ones included. */
  int slots();

  /** Number of rows that are not removed in the file or graph itself. */
  int live();

  /** Whether the row is removed in the file or graph itself. */
  boolean removed(int slot);

  /** The key of a row that is not removed. */
  UsearchKey key(int slot);

  /** The code of a row; null if a foreign file has an empty one. */
  Code code(int slot);

  /** The slot of a row that is not removed, or -1. */
  int slot(UsearchKey key);

  UsearchHits search(Code query, int k, int ef, IntPredicate accept);

  UsearchHits nearest(Code query, int k, IntPredicate accept);

  UsearchHits within(Code query, Radius radius, IntPredicate accept);

  /**
   * Whether the file names another metric than its rows have, as iscc-usearch up to 0.4 did; the
   * file written next will not.
   */
  boolean isMisnamed();

  /** As {@link #nearest(Code, int, IntPredicate)} for the slots of a range. */
  default UsearchHits nearest(Code query, int k, IntPredicate accept, int from, int to) {
    return nearest(query, k, slot -> slot >= from && slot < to && accept.test(slot));
  }

  /** As {@link #within(Code, Radius, IntPredicate)} for the slots of a range. */
  default UsearchHits within(Code query, Radius radius, IntPredicate accept, int from, int to) {
    return within(query, radius, slot -> slot >= from && slot < to && accept.test(slot));
  }

  /** Bytes of the file these rows have, or would have. */
  long fileBytes();

  /** Heap held, in bytes. */
  long heapBytes();
}
