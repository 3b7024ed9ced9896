package io.flinkiscc.cli;

import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.SearchMode;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.index.UnitHits;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Times searches of a snapshot, and counts how many of the true neighbours they find. */
final class IndexTimer {

  private final BenchOptions common;
  private final int threads;

  /** Makes a timer that divides the queries among threads. */
  IndexTimer(BenchOptions common, int threads) {
    this.common = common;
    this.threads = threads;
  }

  /**
   * Asks for units of one type.
   *
   * @param truth the true distances, by query
   */
  Map<String, Object> figures(
      IndexSnapshot snapshot,
      UnitType type,
      Code[] queries,
      NearestDistances[] truth,
      SearchMode mode)
      throws InterruptedException, ExecutionException {
    Code[] units = BenchAssets.units(type, queries);
    Worker[] workers = new Worker[threads];
    Arrays.setAll(workers, i -> new Worker());
    QueryPasses best =
        QueryPasses.best(
            common.repeat(),
            common.minSeconds(),
            threads,
            queries.length,
            (thread, from, to) ->
                workers[thread].ask(snapshot, type, units, truth, mode, from, to));
    long wanted = Arrays.stream(truth).mapToLong(NearestDistances::count).sum();
    long found = Arrays.stream(workers).mapToLong(w -> w.found).sum();
    long exact = Arrays.stream(workers).mapToLong(w -> w.exact).sum();
    Map<String, Object> figures = BenchReport.figures();
    figures.put("mode", mode.exact() ? "exact" : "fast");
    figures.put("ef", mode.expansion());
    figures.put("recall", (double) found / wanted);
    figures.put("qps_cpu", queries.length / best.cpuSeconds());
    figures.put("qps_wall", queries.length / best.wallSeconds());
    figures.put("us_per_query_cpu", 1e6 * best.cpuSeconds() / queries.length);
    figures.put("labelled_exact", (double) exact / queries.length);
    return figures;
  }

  private final class Worker {
    private long found;
    private long exact;

    void ask(
        IndexSnapshot snapshot,
        UnitType type,
        Code[] units,
        NearestDistances[] truth,
        SearchMode mode,
        int from,
        int to) {
      found = 0;
      exact = 0;
      for (int i = from; i < to; i++) {
        UnitHits hits = snapshot.nearest(type, units[i], common.k(), mode);
        exact += hits.exact() ? 1 : 0;
        for (UnitHit hit : hits.hits()) {
          int distance = NearestDistances.scaled(hit.hamming(), hit.bits());
          found += distance <= truth[i].farthest() ? 1 : 0;
        }
      }
    }
  }
}
