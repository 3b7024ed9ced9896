package io.flinkiscc.graph;

/**
 * Says which nodes a search may return. Nodes that are refused are still walked through, so that
 * what lies behind them is found.
 */
@FunctionalInterface
public interface NodeFilter {

  /** Accepts every node. */
  NodeFilter ALL = node -> true;

  /**
   * Returns whether a node may be a hit. May be asked more than once per search, by the thread that
   * searches.
   */
  boolean accept(int node);
}
