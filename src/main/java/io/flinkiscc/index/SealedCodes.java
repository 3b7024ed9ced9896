package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.MappedCodes;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

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
   * Visits the nodes that searches want: each search takes the graph where that pays, else a scan
   * that it shares with others.
   *
   * @param wanted tells whether a row is wanted, by search
   * @param visitor takes a node and the search that found it
   */
  void search(
      List<EntrySearch> searches, Function<EntrySearch, IntPredicate> wanted, Visitor visitor) {
    ScanBatch scans = new ScanBatch(bits());
    for (EntrySearch search : searches) {
      if (graph == null || !searchGraph(search, wanted.apply(search), visitor)) {
        scans.add(search, (node, hamming) -> visitor.visit(search, node, hamming));
      }
    }
    scans.run(codes::scan, 0, codes.size());
  }

  private boolean searchGraph(EntrySearch search, IntPredicate wanted, Visitor visitor) {
    return search
        .run()
        .search(
            graph,
            quality(),
            search,
            node -> postings.any(node, wanted),
            (node, hamming) -> visitor.visit(search, node, hamming));
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

  /** Takes a node that a search found. */
  @FunctionalInterface
  interface Visitor {
    void visit(EntrySearch search, int node, int hamming);
  }
}
