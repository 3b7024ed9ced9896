package io.flinkiscc.cli;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.SearchMode;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that search the newest snapshot, one query after the other, while the index is written.
 */
final class ReadersMeanwhile {

  private static final int MOST_MEASURED = 5_000_000;

  private final ExecutorService pool;
  private final List<Future<Latencies>> readers = new ArrayList<>();
  private volatile boolean stopped;

  /** Starts readers; none if {@code count} is 0. */
  ReadersMeanwhile(int count, AssetIndex index, UnitType type, Code[] queries, int k) {
    pool = Executors.newFixedThreadPool(Math.max(1, count));
    Code[] units = BenchAssets.units(type, queries);
    for (int i = 0; i < count; i++) {
      int first = i;
      readers.add(pool.submit(() -> read(index, type, units, first, k)));
    }
  }

  private Latencies read(AssetIndex index, UnitType type, Code[] units, int first, int k) {
    Latencies latencies = new Latencies(MOST_MEASURED);
    for (int i = first; !stopped && i - first < MOST_MEASURED; i++) {
      long start = System.nanoTime();
      index.snapshot().nearest(type, units[i % units.length], k, SearchMode.FAST);
      latencies.add(System.nanoTime() - start);
    }
    return latencies;
  }

  /** Stops the readers and reports each. */
  void stop(BenchReport report) throws InterruptedException, ExecutionException {
    stopped = true;
    pool.shutdown();
    for (Future<Latencies> reader : readers) {
      Latencies latencies = reader.get();
      Map<String, Object> figures = BenchReport.figures();
      figures.put("searches", latencies.count());
      figures.putAll(latencies.figures());
      report.line("search-while-writing", figures);
    }
  }
}
