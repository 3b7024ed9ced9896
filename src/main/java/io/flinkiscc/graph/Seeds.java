package io.flinkiscc.graph;

/** Tables that tell from slices of a query which nodes may be near it. */
interface Seeds {

  /** Most tables. */
  int TABLES = 16;

  /**
   * Slots looked at per table, which lie side by side: those of slices that differ in their last
   * bits only.
   */
  int GROUP = 2;

  /** Most nodes a query gets. */
  int MAX = TABLES * GROUP;

  /**
   * Looks up every slice that lies within the query.
   *
   * @param into takes at most {@link #MAX} nodes, some perhaps twice
   * @return their number
   */
  int collect(QueryWords query, int[] into);
}
