package io.flinkiscc.graph;

/**
 * What a search does with a query that has fewer than {@code k} close neighbours. The distances to
 * all else then differ by little more than chance, and no graph leads to the nearest: to find them
 * for sure costs about as much as comparing all codes.
 */
public enum HardQueries {
  /**
   * Compares all codes of a graph that has at most 1024 nodes per {@code ef}, else searches as
   * {@link #WALK}. The default.
   */
  COMPARE,

  /** Walks through the graph from its highest layer, as HNSW does, keeping {@code ef} in view. */
  WALK,

  /** Gives up at once and says so, for a caller that compares the codes faster. */
  LEAVE
}
