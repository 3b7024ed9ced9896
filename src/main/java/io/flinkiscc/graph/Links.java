package io.flinkiscc.graph;

/**
 * How a link is kept in an int: the node it leads to in the low 27 bits, and in the high 5 bits how
 * far that node is from the one that links, rounded down to a step that grows with the length of
 * the codes. By the triangle inequality this tells of many neighbours that they are too far from a
 * query, without reading their codes.
 */
final class Links {

  /** Most nodes of a layer. */
  static final int MAX_NODES = 1 << 27;

  /** Largest step count a link tells. */
  static final int FAR = 31;

  private Links() {}

  /** Returns the binary logarithm of a step, for codes of so many bits. */
  static int shift(int bits) {
    return Math.max(0, Integer.SIZE - Integer.numberOfLeadingZeros(bits - 1) - 5);
  }

  static int of(int node, int distance, int shift) {
    return node | Math.min(FAR, distance >> shift) << 27;
  }

  static int node(int link) {
    return link & MAX_NODES - 1;
  }

  /**
   * Returns a distance that the node a link leads to has at least from a query.
   *
   * @param from distance of the query to the node that links
   */
  static int atLeast(int link, int from, int shift) {
    int steps = link >>> 27;
    int low = (steps << shift) - from;
    int high = steps == FAR ? 0 : from - ((steps + 1 << shift) - 1);
    return Math.max(low, high);
  }
}
