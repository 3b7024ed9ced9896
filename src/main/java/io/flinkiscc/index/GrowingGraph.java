package io.flinkiscc.index;

import io.flinkiscc.graph.CodeGraph;
import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.graph.GraphOptions;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;

/**
 * The graph that follows the rows of one field and code length of the growing shard: one node per
 * distinct code, a chain of rows per node, covering the first rows. What lies behind {@link
 * #covered()} is to be scanned.
 *
 * <p>One thread at a time builds ({@link #catchUp}); any thread searches.
 */
final class GrowingGraph {

  private static final int NONE = -1;
  private static final int SMALLEST_TABLE = 1024;

  private final CodeArray codes;
  private final CodeGraph graph;
  private final GraphQuality quality;
  private final IntColumn newestRow = new IntColumn();
  private final IntColumn olderRow = new IntColumn();

  /** Nodes by the hash of their codes: node + 1, or 0. Of the building thread. */
  private int[] nodes = new int[SMALLEST_TABLE];

  private final int mostRows;
  private volatile int covered;
  private volatile boolean abandoned;

  /**
   * @param mostRows rows that the shard may get
   */
  GrowingGraph(CodeArray codes, GraphOptions options, int mostRows) {
    this.mostRows = mostRows;
    this.codes = codes;
    this.graph = new CodeGraph(codes.bits(), options);
    this.quality = new GraphQuality(options.expansionSearch());
  }

  /** Number of rows, from the first on, that the graph has. */
  int covered() {
    return covered;
  }

  /** Number of rows it does not have yet but will get. */
  int tail() {
    return abandoned ? 0 : codes.size() - covered;
  }

  CodeSearch graph() {
    return graph;
  }

  CodeGraph codeGraph() {
    return graph;
  }

  GraphQuality quality() {
    return quality;
  }

  /**
   * Takes up to {@code most} more rows.
   *
   * @return whether rows are left
   */
  synchronized boolean catchUp(int most) {
    if (abandoned) {
      return false;
    }
    int to = (int) Math.min(codes.size(), (long) covered + most);
    for (int row = covered; row < to && !abandoned; row++) {
      add(codes.get(row), row);
      covered = row + 1;
    }
    if (quality.outdated(graph.size())) {
      quality.measure(graph, graph.size(), Math.max(mostRows, Math.multiplyExact(2, graph.size())));
      abandoned = !quality.good();
    }
    return !abandoned && covered < codes.size();
  }

  /** Stops building; what is covered stays. */
  void abandon() {
    abandoned = true;
  }

  private void add(Code code, int row) {
    int i = slot(code, nodes);
    while (nodes[i] != 0 && !graph.code(nodes[i] - 1).equals(code)) {
      i = i + 1 & nodes.length - 1;
    }
    if (nodes[i] == 0) {
      // The row first: adding the node is what shows it to searches.
      newestRow.append(row);
      olderRow.append(NONE);
      nodes[i] = graph.add(code) + 1;
      if (2 * graph.size() > nodes.length) {
        grow();
      }
    } else {
      int node = nodes[i] - 1;
      olderRow.append(newestRow.get(node));
      newestRow.publish(node, row);
    }
  }

  private void grow() {
    int[] wider = new int[2 * nodes.length];
    for (int node = 0; node < graph.size(); node++) {
      int i = slot(graph.code(node), wider);
      while (wider[i] != 0) {
        i = i + 1 & wider.length - 1;
      }
      wider[i] = node + 1;
    }
    nodes = wider;
  }

  private static int slot(Code code, int[] table) {
    return code.hashCode() & table.length - 1;
  }

  /**
   * Hands out the rows below {@code below} that have the code of a node, until the visitor is
   * content.
   *
   * @param below at most a value of {@link #covered()} seen before
   * @return whether the visitor was content
   */
  boolean rows(int node, int below, RowVisitor visitor) {
    for (int row = newestRow.published(node); row != NONE; row = olderRow.get(row)) {
      if (row < below && visitor.visit(row)) {
        return true;
      }
    }
    return false;
  }

  long memoryBytes() {
    return graph.memoryBytes()
        + newestRow.memoryBytes()
        + olderRow.memoryBytes()
        + nodes.length * 4L;
  }

  /** Takes a row; true ends the walk. */
  @FunctionalInterface
  interface RowVisitor {
    boolean visit(int row);
  }
}
