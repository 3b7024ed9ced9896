package io.flinkiscc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The time that a number of queries takes, divided among threads: the best of several passes.
 *
 * @param wallSeconds by the clock, of the pass that took least
 * @param cpuSeconds CPU time of all asking threads together, of the pass that took least
 */
record QueryPasses(double wallSeconds, double cpuSeconds) {

  /** Asks a part of the queries. */
  @FunctionalInterface
  interface Part {

    /**
     * Asks.
     *
     * @param thread 0 to the number of threads - 1; no two parts of one number run at a time
     * @param from first query
     * @param to query behind the last one
     */
    void ask(int thread, int from, int to);
  }

  /**
   * Asks all queries several times. With one thread it is the calling one.
   *
   * @param repeat passes at least
   * @param minSeconds time of all passes together at least
   */
  static QueryPasses best(int repeat, double minSeconds, int threads, int queries, Part part)
      throws InterruptedException, ExecutionException {
    double wall = Double.MAX_VALUE;
    double cpu = Double.MAX_VALUE;
    ExecutorService pool = threads == 1 ? null : Executors.newFixedThreadPool(threads);
    try {
      Stopwatch all = Stopwatch.start();
      for (int pass = 0; pass < repeat || all.wallSeconds() < minSeconds; pass++) {
        Stopwatch watch = Stopwatch.start();
        double spent = pool == null ? ask(part, 0, 0, queries) : ask(pool, threads, queries, part);
        wall = Math.min(wall, watch.wallSeconds());
        cpu = Math.min(cpu, spent);
      }
    } finally {
      if (pool != null) {
        pool.shutdown();
      }
    }
    return new QueryPasses(wall, cpu);
  }

  private static double ask(ExecutorService pool, int threads, int queries, Part part)
      throws InterruptedException, ExecutionException {
    List<Future<Double>> parts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int thread = i;
      int from = (int) ((long) queries * i / threads);
      int to = (int) ((long) queries * (i + 1) / threads);
      parts.add(pool.submit(() -> ask(part, thread, from, to)));
    }
    double cpu = 0;
    for (Future<Double> asked : parts) {
      cpu += asked.get();
    }
    return cpu;
  }

  private static double ask(Part part, int thread, int from, int to) {
    Stopwatch watch = Stopwatch.start();
    part.ask(thread, from, to);
    return watch.threadSeconds();
  }
}
