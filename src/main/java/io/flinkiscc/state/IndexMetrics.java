package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.WriteOutcome;
import java.util.EnumMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * Metrics of an index task, in the group {@code similarity} of its operator.
 *
 * <table>
 *   <caption>Metrics</caption>
 *   <tr><th>name</th><th>type</th><th>meaning</th></tr>
 *   <tr><td>liveAssets</td><td>gauge</td><td>assets that can be found</td></tr>
 *   <tr><td>deadEntries</td><td>gauge</td><td>replaced or deleted, still in memory</td></tr>
 *   <tr><td>rememberedDeletes</td><td>gauge</td><td>numbered deletes that are remembered</td></tr>
 *   <tr><td>memoryBytes</td><td>gauge</td><td>heap of the index</td></tr>
 *   <tr><td>adds, replacements, unchanged, deletes</td><td>counter</td><td>accepted changes</td></tr>
 *   <tr><td>ignoredStale, ignoredPresent, ignoredUnknown</td><td>counter</td><td>ignored ones</td></tr>
 *   <tr><td>searches</td><td>counter</td><td>queries answered</td></tr>
 *   <tr><td>searchNanos</td><td>counter</td><td>time spent on them, ns</td></tr>
 * </table>
 */
final class IndexMetrics {

  private static final Map<WriteOutcome, String> NAMES =
      new EnumMap<>(
          Map.of(
              WriteOutcome.ADDED, "adds",
              WriteOutcome.REPLACED, "replacements",
              WriteOutcome.UNCHANGED, "unchanged",
              WriteOutcome.DELETED, "deletes",
              WriteOutcome.REMEMBERED, "deletesRemembered",
              WriteOutcome.IGNORED_STALE, "ignoredStale",
              WriteOutcome.IGNORED_PRESENT, "ignoredPresent",
              WriteOutcome.IGNORED_UNKNOWN, "ignoredUnknown"));

  private final Map<WriteOutcome, Counter> outcomes = new EnumMap<>(WriteOutcome.class);
  private final Counter searches;
  private final Counter searchNanos;

  IndexMetrics(MetricGroup operator, AssetIndex index) {
    MetricGroup group = operator.addGroup("similarity");
    NAMES.forEach((outcome, name) -> outcomes.put(outcome, counter(group, name)));
    searches = counter(group, "searches");
    searchNanos = counter(group, "searchNanos");
    group.gauge("liveAssets", index::liveAssets);
    group.gauge("deadEntries", index::deadEntries);
    group.gauge("rememberedDeletes", index::rememberedDeletes);
    group.gauge("memoryBytes", index::memoryBytes);
  }

  private static Counter counter(MetricGroup group, String name) {
    return group.counter(name, new ThreadSafeSimpleCounter());
  }

  void count(WriteOutcome outcome) {
    outcomes.get(outcome).inc();
  }

  void countSearch(long nanos) {
    searches.inc();
    searchNanos.inc(nanos);
  }
}
