package io.flinkiscc.index;

import io.flinkiscc.graph.GraphOptions;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets graphs follow the rows of the growing shard, at once or in the background as the options
 * say, and tells the writer how far they are behind. The graphs of several fields are built by
 * turns.
 */
final class GraphBuilding {

  /** Rows between two turns of a graph: some milliseconds of work. */
  private static final int TURN = 256;

  private final EngineOptions options;
  private final GraphOptions graphOptions;
  private final BackgroundThreads threads;

  /** Rows that wake a graph up; never more than the writer may be ahead. */
  private final int wakeAt;

  /** The graph that was furthest behind when it got its last row. Set by the writer. */
  private volatile Follower furthestBehind;

  GraphBuilding(EngineOptions options, BackgroundThreads threads) {
    this.options = options;
    this.graphOptions = options.graph();
    this.threads = threads;
    this.wakeAt = Math.min(TURN, options.graphTail());
  }

  /** Whether rows of this length get a graph once there are many. */
  boolean wants(int bits, int rows) {
    return options.indexing() != EngineOptions.Indexing.OFF
        && bits >= Long.SIZE
        && rows >= options.graphFrom();
  }

  Follower follow(CodeRows rows) {
    return new Follower(new GrowingGraph(rows.codes(), graphOptions, options.shardMaxAssets()));
  }

  /** Rows that the graph furthest behind lacks. */
  int tail() {
    Follower follower = furthestBehind;
    return follower == null ? 0 : follower.graph.tail();
  }

  /** Wakes the graph furthest behind up, however few rows it lacks. */
  void hurry() {
    Follower follower = furthestBehind;
    if (follower != null && follower.graph.tail() > 0) {
      follower.wake();
    }
  }

  /** Lets go of a graph that has all its rows. Writer only. */
  void forgetFinished() {
    if (furthestBehind != null && furthestBehind.graph.tail() == 0) {
      furthestBehind = null;
    }
  }

  /** A graph and who builds it. */
  final class Follower {
    final GrowingGraph graph;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private Follower(GrowingGraph graph) {
      this.graph = graph;
    }

    /** Tells that there is a new row. Writer only. */
    void grew() {
      if (options.indexing() == EngineOptions.Indexing.SYNC) {
        graph.catchUp(Integer.MAX_VALUE);
        return;
      }
      int tail = graph.tail();
      if (furthestBehind == null || tail > furthestBehind.graph.tail()) {
        furthestBehind = this;
      }
      if (tail >= wakeAt) {
        wake();
      }
    }

    private void wake() {
      if (scheduled.compareAndSet(false, true)) {
        threads.buildGraph(this::turn);
      }
    }

    private void turn() {
      boolean more = graph.catchUp(TURN);
      if (more) {
        threads.buildGraph(this::turn);
        return;
      }
      scheduled.set(false);
      // The writer may have added many since the look at the rows, and found it still scheduled.
      if (graph.tail() >= wakeAt) {
        wake();
      }
    }
  }
}
