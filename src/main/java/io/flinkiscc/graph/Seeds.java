package io.flinkiscc.graph;

/** Tables that tell from slices of a query which nodes may be near it. */
interface Seeds {

  /** Most nodes a query gets. */
  int MAX = 16;

  /**
   * Looks up every slice that lies within the query.
   *
   * @param into takes at most {@link #MAX} nodes, some perhaps twice
   * @return their number
   */
  int collect(QueryWords query, int[] into);
}
