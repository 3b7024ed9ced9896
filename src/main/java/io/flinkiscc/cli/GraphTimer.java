package io.flinkiscc.cli;

import io.flinkiscc.graph.CodeSearch;
import io.flinkiscc.graph.GraphHits;
import io.flinkiscc.graph.NodeFilter;
import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Times searches along graphs, and counts how many of the true neighbours they find. */
final class GraphTimer {

  private final int k;
  private final int repeat;
  private final double minSeconds;
  private final int threads;

  /** Makes a timer that divides the queries among threads. */
  GraphTimer(BenchOptions common, int threads) {
    this.k = common.k();
    this.repeat = common.repeat();
    this.minSeconds = common.minSeconds();
    this.threads = threads;
  }

  /**
   * Asks all queries of one graph, or of several together.
   *
   * @param truth the true distances, by query
   */
  Map<String, Object> figures(
      List<? extends CodeSearch> graphs, Code[] queries, NearestDistances[] truth, int ef)
      throws InterruptedException, ExecutionException {
    Worker[] workers = new Worker[threads];
    Arrays.setAll(workers, i -> new Worker());
    QueryPasses best =
        QueryPasses.best(
            repeat,
            minSeconds,
            threads,
            queries.length,
            (thread, from, to) -> workers[thread].ask(graphs, queries, truth, ef, from, to));
    long found = Arrays.stream(workers).mapToLong(w -> w.found).sum();
    long visited = Arrays.stream(workers).mapToLong(w -> w.visited).sum();
    long wanted = Arrays.stream(truth).mapToLong(NearestDistances::count).sum();
    Map<String, Object> figures = BenchReport.figures();
    figures.put("ef", ef);
    figures.put("recall", (double) found / wanted);
    figures.put("qps_cpu", queries.length / best.cpuSeconds());
    figures.put("qps_wall", queries.length / best.wallSeconds());
    figures.put("us_per_query_cpu", 1e6 * best.cpuSeconds() / queries.length);
    figures.put("comparisons_per_query", (double) visited / queries.length);
    figures.put("ns_per_comparison", 1e9 * best.cpuSeconds() / visited);
    return figures;
  }

  private final class Worker {
    private final GraphHits hits = new GraphHits();
    private final NearestDistances merged = new NearestDistances(k);
    private long found;
    private long visited;

    void ask(
        List<? extends CodeSearch> graphs,
        Code[] queries,
        NearestDistances[] truth,
        int ef,
        int from,
        int to) {
      found = 0;
      visited = 0;
      for (int i = from; i < to; i++) {
        merged.clear();
        for (CodeSearch graph : graphs) {
          graph.search(queries[i], k, ef, NodeFilter.ALL, hits);
          visited += hits.visited();
          int bits = Math.min(queries[i].bits(), graph.bits());
          for (int hit = Math.min(k, hits.size()) - 1; hit >= 0; hit--) {
            merged.offer(NearestDistances.scaled(hits.hamming(hit), bits));
          }
        }
        found += merged.countWithin(truth[i].farthest());
      }
    }
  }
}
