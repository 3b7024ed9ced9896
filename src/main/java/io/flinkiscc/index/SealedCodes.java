package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.MappedCodes;
import io.flinkiscc.nphd.ScanVisitor;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;

/**
 * The distinct codes of one length in a column of a sealed shard, with the rows of each. Immutable;
 * any number of threads may use it.
 */
final class SealedCodes {

  private final MappedCodes codes;
  private final SealedPostings postings;
  private final SealedGraph graph;

  /**
   * @param graph null if there is none
   */
  SealedCodes(MappedCodes codes, SealedPostings postings, SealedGraph graph) {
    this.codes = codes;
    this.postings = postings;
    this.graph = graph;
  }

  int bits() {
    return codes.bits();
  }

  /** Number of nodes: distinct codes, and a few that only serve the graph. */
  int nodes() {
    return codes.size();
  }

  Code code(int node) {
    return codes.get(node);
  }

  /** The graph over the nodes; null if there is none. */
  SealedGraph graph() {
    return graph;
  }

  /** What the graph was measured to need; null if there is none. */
  GraphQuality quality() {
    return graph == null ? null : graph.quality();
  }

  SealedPostings postings() {
    return postings;
  }

  /**
   * Visits the nodes near the query.
   *
   * @param bound gives, for a common length in bits, the largest distance of interest; asked again
   *     after every hit
   */
  void scan(Code query, IntUnaryOperator bound, NodeVisitor visitor) {
    int bits = Math.min(query.bits(), bits());
    int start = bound.applyAsInt(bits);
    if (start < 0) {
      return;
    }
    ScanVisitor scan =
        (node, hamming) -> {
          visitor.visit(node, hamming, bits);
          return bound.applyAsInt(bits);
        };
    codes.scan(query, 0, codes.size(), start, scan);
  }

  /** Visits the nodes of which one begins with the other; the nodes must be sorted. */
  void prefixMatches(Code query, IntConsumer visitor) {
    int bits = Math.min(query.bits(), bits());
    Code prefix = query.prefix(bits);
    for (int node = firstFrom(prefix); node < nodes(); node++) {
      if (codes.get(node).hamming(prefix) != 0) {
        return;
      }
      visitor.accept(node);
    }
  }

  /** The first node that is not less than the code, filled up with zeros. */
  private int firstFrom(Code code) {
    int low = 0;
    int high = nodes();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(codes.get(middle), code) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Compares codes as unsigned big-endian numbers, filled up with zeros: the order of nodes. */
  static int compare(Code a, Code b) {
    for (int word = 0; word < 4; word++) {
      int order = Long.compareUnsigned(a.word(word), b.word(word));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Takes a node within the bound. */
  @FunctionalInterface
  interface NodeVisitor {
    void visit(int node, int hamming, int bits);
  }
}
