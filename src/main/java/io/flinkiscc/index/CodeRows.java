package io.flinkiscc.index;

import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;

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
    if (options.everyGraph() || SearchPlanner.mayPay(codes.size(), codes.bits())) {
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

  /** Answers searches by comparing every code. */
  void scan(List<EntrySearch> searches) {
    ScanBatch scans = new ScanBatch(codes.bits());
    searches.forEach(search -> scans.add(search, toOwner(search)));
    scans.run(codes::scan, 0, codes.size());
  }

  /**
   * Answers searches: each by the graph as far as it covers the rows, where that pays, else by a
   * scan that it shares with others. Finds all there is to find, or most of it.
   */
  void search(List<EntrySearch> searches) {
    GrowingGraph graph = graph();
    int covered = graph == null ? 0 : graph.covered();
    ScanBatch whole = new ScanBatch(codes.bits());
    ScanBatch behindGraph = new ScanBatch(codes.bits());
    for (EntrySearch search : searches) {
      boolean found = graph != null && searchGraph(graph, covered, search);
      (found ? behindGraph : whole).add(search, toOwner(search));
    }
    int size = codes.size();
    whole.run(codes::scan, 0, size);
    behindGraph.run(codes::scan, covered, size);
  }

  private ScanBatch.RowVisitor toOwner(EntrySearch search) {
    int bits = Math.min(search.query().bits(), codes.bits());
    return (row, hamming) -> search.hits().accept(owners.get(row), hamming, bits);
  }

  private boolean searchGraph(GrowingGraph graph, int covered, EntrySearch search) {
    int bits = Math.min(search.query().bits(), codes.bits());
    return search
        .run()
        .search(
            graph.graph(),
            graph.quality(),
            search,
            accept(graph, covered, search.wanted()),
            (node, hamming) -> visit(graph, node, covered, hamming, bits, search.hits()));
  }

  private NodeFilter accept(GrowingGraph graph, int covered, IntPredicate wanted) {
    return node -> graph.rows(node, covered, row -> wanted.test(owners.get(row)));
  }

  private void visit(
      GrowingGraph graph, int node, int covered, int hamming, int bits, ShardView.EntryHits hits) {
    graph.rows(
        node,
        covered,
        row -> {
          hits.accept(owners.get(row), hamming, bits);
          return false;
        });
  }

  long memoryBytes() {
    GrowingGraph graph = graph();
    return codes.memoryBytes() + owners.memoryBytes() + (graph == null ? 0 : graph.memoryBytes());
  }
}
