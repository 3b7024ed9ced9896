package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/** A graph over codes of one length. Its nodes are numbered 0, 1, 2 and so on. */
public interface CodeSearch {

  /** Returns the length of the codes in bits. */
  int bits();

  /** Returns the number of nodes; a node below it is visible to the calling thread. */
  int size();

  /**
   * Returns the code of a node.
   *
   * @param node 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such node
   */
  Code code(int node);

  /**
   * Finds nodes near a query. The answer is approximate: it may miss near nodes, but every hit is a
   * node with its true distance.
   *
   * @param query a code of any length; distances are taken over the common prefix of {@code
   *     min(query.bits(), bits())} bits
   * @param k number of hits that matter, at least 1
   * @param ef number of nodes the search keeps in view, the larger the slower and the more
   *     complete; values below {@code k} count as {@code k}
   * @param accept which nodes may be hits
   * @param hits takes up to {@code max(k, ef)} accepted nodes, ascending by distance, then node
   * @throws IllegalArgumentException if {@code k} or {@code ef} is below 1
   */
  void search(Code query, int k, int ef, NodeFilter accept, GraphHits hits);

  /**
   * Estimates what a search costs whose query has fewer than {@code k} close neighbours and that
   * walks through the graph ({@link HardQueries#WALK}); see {@link SearchCost}.
   *
   * @param ef as for {@link #search}
   * @return nanoseconds of one thread
   */
  default double estimatedNanos(int ef) {
    return SearchCost.walkNanos(size(), ef);
  }
}
