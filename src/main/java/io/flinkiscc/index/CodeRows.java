package io.flinkiscc.index;

import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import io.flinkiscc.nphd.ScanVisitor;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * The codes of one field and one length in the growing shard, each with a number its owner gave it
 * (an entry or a chunk), and the graph that follows them once there are many. One thread adds,
 * others search.
 */
final class CodeRows {

  private static final int ROWS_BETWEEN_LOOKS = 1024;

  private final CodeArray codes;
  private final IntColumn owners = new IntColumn();
  private final GraphBuilding building;
  private volatile GraphBuilding.Follower follower;

  /**
   * @param building makes the graph; null for rows that never get one
   */
  CodeRows(int bits, GraphBuilding building) {
    this.codes = new CodeArray(bits);
    this.building = building;
  }

  CodeArray codes() {
    return codes;
  }

  int owner(int row) {
    return owners.get(row);
  }

  /** The graph, or null while there is none. */
  GrowingGraph graph() {
    GraphBuilding.Follower f = follower;
    return f == null ? null : f.graph;
  }

  /** Lets the graph take all rows if that can be worth it, or stops it. No more rows may come. */
  void endGraph(EngineOptions options, BooleanSupplier closing) {
    GrowingGraph graph = graph();
    if (graph == null) {
      return;
    }
    if (options.everyGraph()
        || SearchPlanner.mayPay(codes.size(), codes.bits(), options.expansionSearch())) {
      while (!closing.getAsBoolean() && graph.catchUp(ROWS_BETWEEN_LOOKS)) {
        // One more turn.
      }
    } else {
      graph.abandon();
    }
  }

  /** Stops the graph; what is covered stays. */
  void abandonGraph() {
    GrowingGraph graph = graph();
    if (graph != null) {
      graph.abandon();
    }
  }

  /** Lets the graph take all rows there are. */
  void finishGraph() {
    GrowingGraph graph = graph();
    if (graph != null) {
      graph.catchUp(Integer.MAX_VALUE);
    }
  }

  void add(Code code, int owner) {
    // The owner first: the size of the codes is what publishes a row.
    owners.append(owner);
    codes.append(code);
    if (building == null) {
      return;
    }
    if (follower == null && building.wants(codes.bits(), codes.size())) {
      follower = building.follow(this);
    }
    if (follower != null) {
      follower.grew();
    }
  }

  /**
   * Compares every code.
   *
   * @param bound gives, for a common length in bits, the largest distance of interest; asked again
   *     after every hit
   */
  void scan(Code query, IntUnaryOperator bound, CodeColumn.OwnerVisitor visitor) {
    scanFrom(0, query, bound, visitor);
  }

  private void scanFrom(
      int from, Code query, IntUnaryOperator bound, CodeColumn.OwnerVisitor visitor) {
    int bits = Math.min(query.bits(), codes.bits());
    int start = bound.applyAsInt(bits);
    if (start < 0) {
      return;
    }
    ScanVisitor scan =
        (row, hamming) -> {
          visitor.visit(owners.get(row), hamming, bits);
          return bound.applyAsInt(bits);
        };
    codes.scan(query, from, codes.size(), start, scan);
  }

  /** Visits rows among which the {@code k} nearest with a wanted owner are, or most of them. */
  void nearest(
      Code query,
      int k,
      IntUnaryOperator bound,
      IntPredicate wanted,
      SearchRun run,
      CodeColumn.OwnerVisitor visitor) {
    GrowingGraph graph = graph();
    int covered = graph == null ? 0 : graph.covered();
    int bits = Math.min(query.bits(), codes.bits());
    boolean found =
        graph != null
            && run.nearest(
                graph.graph(),
                graph.quality(),
                query,
                k,
                accept(graph, covered, wanted),
                (node, hamming) -> visit(graph, node, covered, hamming, bits, visitor));
    scanFrom(found ? covered : 0, query, bound, visitor);
  }

  /** Visits the rows within a bound that does not change, or most of them. */
  void within(
      Code query,
      IntUnaryOperator bound,
      IntPredicate wanted,
      SearchRun run,
      CodeColumn.OwnerVisitor visitor) {
    GrowingGraph graph = graph();
    int covered = graph == null ? 0 : graph.covered();
    int bits = Math.min(query.bits(), codes.bits());
    boolean found =
        graph != null
            && run.within(
                graph.graph(),
                graph.quality(),
                query,
                bound.applyAsInt(bits),
                accept(graph, covered, wanted),
                (node, hamming) -> visit(graph, node, covered, hamming, bits, visitor));
    scanFrom(found ? covered : 0, query, bound, visitor);
  }

  private NodeFilter accept(GrowingGraph graph, int covered, IntPredicate wanted) {
    return node -> graph.rows(node, covered, row -> wanted.test(owners.get(row)));
  }

  private void visit(
      GrowingGraph graph,
      int node,
      int covered,
      int hamming,
      int bits,
      CodeColumn.OwnerVisitor visitor) {
    graph.rows(
        node,
        covered,
        row -> {
          visitor.visit(owners.get(row), hamming, bits);
          return false;
        });
  }

  long memoryBytes() {
    GrowingGraph graph = graph();
    return codes.memoryBytes() + owners.memoryBytes() + (graph == null ? 0 : graph.memoryBytes());
  }
}
