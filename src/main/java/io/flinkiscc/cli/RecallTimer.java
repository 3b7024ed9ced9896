package io.flinkiscc.cli;

import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Times searches, and counts how many of the true neighbours they find. */
final class RecallTimer {

  /** What the searches of one thread came to. */
  static final class Tally {
    private long found;
    private long visited;
    private long exact;

    /** Notes a search. */
    void note(long comparisons, boolean labelledExact) {
      visited += comparisons;
      exact += labelledExact ? 1 : 0;
    }
  }

  /** Searches, with room of its own, for one thread at a time. */
  @FunctionalInterface
  interface Asker {

    /**
     * Searches.
     *
     * @param found is empty; takes the distances of the hits, scaled
     * @param tally takes note of the search
     */
    void ask(Code query, NearestDistances found, Tally tally);
  }

  private final BenchOptions common;
  private final int threads;

  /** Makes a timer that divides the queries among threads. */
  RecallTimer(BenchOptions common, int threads) {
    this.common = common;
    this.threads = threads;
  }

  /**
   * Asks all queries in several passes.
   *
   * @param askers makes one asker per thread
   * @param truth the true distances, by query
   */
  Map<String, Object> figures(Supplier<Asker> askers, Code[] queries, NearestDistances[] truth)
      throws InterruptedException, ExecutionException {
    Asker[] asker = new Asker[threads];
    Arrays.setAll(asker, i -> askers.get());
    Tally[] tallies = new Tally[threads];
    NearestDistances[] found = new NearestDistances[threads];
    Arrays.setAll(found, i -> new NearestDistances(common.k()));
    QueryPasses best =
        QueryPasses.best(
            common.repeat(),
            common.minSeconds(),
            threads,
            queries.length,
            (thread, from, to) -> {
              Tally tally = new Tally();
              for (int i = from; i < to; i++) {
                found[thread].clear();
                asker[thread].ask(queries[i], found[thread], tally);
                tally.found += found[thread].countWithin(truth[i].farthest());
              }
              tallies[thread] = tally;
            });
    double count = queries.length;
    long wanted = Arrays.stream(truth).mapToLong(NearestDistances::count).sum();
    long visited = Arrays.stream(tallies).mapToLong(t -> t.visited).sum();
    Map<String, Object> figures = BenchReport.figures();
    figures.put("recall", Arrays.stream(tallies).mapToLong(t -> t.found).sum() / (double) wanted);
    figures.put("qps_cpu", count / best.cpuSeconds());
    figures.put("qps_wall", count / best.wallSeconds());
    figures.put("us_per_query_cpu", 1e6 * best.cpuSeconds() / count);
    if (visited > 0) {
      figures.put("comparisons_per_query", visited / count);
      figures.put("ns_per_comparison", 1e9 * best.cpuSeconds() / visited);
    }
    figures.put("labelled_exact", Arrays.stream(tallies).mapToLong(t -> t.exact).sum() / count);
    return figures;
  }
}
