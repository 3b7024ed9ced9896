package io.flinkiscc.cli;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.CodeArray;
import io.flinkiscc.nphd.ScanVisitor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Times exact scans for the nearest codes, by CPU time of the thread that calls it. */
final class ScanTimer {

  private final int k;
  private final int repeat;
  private final double minSeconds;

  ScanTimer(BenchOptions common) {
    this.k = common.k();
    this.repeat = common.repeat();
    this.minSeconds = common.minSeconds();
  }

  /**
   * Asks all queries, some of them per pass over the codes.
   *
   * @param batch queries per pass over the codes
   */
  Map<String, Object> figures(CodeArray array, Code[] queries, int batch) {
    NearestDistances[] nearest = new NearestDistances[batch];
    Arrays.setAll(nearest, i -> new NearestDistances(k));
    List<Double> seconds = new ArrayList<>();
    Stopwatch all = Stopwatch.start();
    while (seconds.size() < repeat || all.wallSeconds() < minSeconds) {
      Stopwatch watch = Stopwatch.start();
      for (int from = 0; from < queries.length; from += batch) {
        int to = Math.min(from + batch, queries.length);
        scan(array, Arrays.copyOfRange(queries, from, to), nearest);
      }
      seconds.add(watch.threadSeconds());
    }
    Collections.sort(seconds);
    double comparisons = (double) queries.length * array.size();
    Map<String, Object> figures = BenchReport.figures();
    figures.put("query_bits", queries[0].bits());
    figures.put("stored_bits", array.bits());
    figures.put("codes", array.size());
    figures.put("batch", batch);
    figures.put("ns_per_comparison", 1e9 * seconds.get(0) / comparisons);
    figures.put("ns_per_comparison_median", 1e9 * seconds.get(seconds.size() / 2) / comparisons);
    figures.put("qps_cpu", queries.length / seconds.get(0));
    figures.put("recall", 1.0);
    figures.put("memory_bytes_per_vector", (double) array.memoryBytes() / array.size());
    return figures;
  }

  private static void scan(CodeArray array, Code[] queries, NearestDistances[] nearest) {
    ScanVisitor[] visitors = new ScanVisitor[queries.length];
    int[] bounds = new int[queries.length];
    for (int i = 0; i < queries.length; i++) {
      bounds[i] = Math.min(array.bits(), queries[i].bits());
      nearest[i].clear();
      visitors[i] = nearest[i].visitor(bounds[i]);
    }
    if (queries.length == 1) {
      array.scan(queries[0], 0, array.size(), bounds[0], visitors[0]);
    } else {
      array.scan(queries, 0, array.size(), bounds, visitors);
    }
  }
}
