package io.flinkiscc.graph;

/** What a search reads of one layer of a graph, whose nodes are numbered within the layer. */
interface GraphLayer {

  /** Returns the number of nodes that may be walked through; asked again while it grows. */
  int size();

  /** Returns the largest number of links of a node. */
  int maxLinks();

  /**
   * Copies the links of a node.
   *
   * @param into takes at most {@link #maxLinks()} nodes
   * @return their number
   */
  int links(int node, int[] into);

  /** Computes the distances of a query to many nodes. */
  void distances(QueryWords query, int[] nodes, int count, int[] distances);

  /** Returns the number a node of an upper layer has in the layer below. */
  int below(int node);
}
