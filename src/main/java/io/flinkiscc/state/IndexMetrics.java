package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.IndexStats;
import io.flinkiscc.index.WriteOutcome;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;
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
 *   <tr><td>deadEntries</td><td>gauge</td><td>replaced or deleted, still taking space</td></tr>
 *   <tr><td>tombstones</td><td>gauge</td><td>those of them in sealed shards</td></tr>
 *   <tr><td>sealedShards</td><td>gauge</td><td>shards in local files</td></tr>
 *   <tr><td>waitingShards</td><td>gauge</td><td>full shards in memory, being sealed</td></tr>
 *   <tr><td>sealedBytes</td><td>gauge</td><td>bytes of the local files, which are mapped</td></tr>
 *   <tr><td>graphTail</td><td>gauge</td><td>codes that wait for their graph</td></tr>
 *   <tr><td>rotations, sealings, compactions</td><td>gauge</td><td>so far</td></tr>
 *   <tr><td>failedWrites</td><td>gauge</td><td>attempts to write a local file that failed</td></tr>
 *   <tr><td>stallNanos</td><td>gauge</td><td>time that changes were held up, ns</td></tr>
 *   <tr><td>rememberedDeletes</td><td>gauge</td><td>numbered deletes that are remembered</td></tr>
 *   <tr><td>memoryBytes</td><td>gauge</td><td>heap of its shards</td></tr>
 *   <tr><td>adds, replacements, unchanged, deletes</td><td>counter</td><td>accepted changes</td></tr>
 *   <tr><td>ignoredStale, ignoredPresent, ignoredUnknown</td><td>counter</td><td>ignored ones</td></tr>
 *   <tr><td>searches</td><td>counter</td><td>queries answered</td></tr>
 *   <tr><td>approximateAnswers</td><td>counter</td><td>those that may have missed something</td></tr>
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
  private final Counter approximateAnswers;
  private final Counter searchNanos;

  IndexMetrics(MetricGroup operator, AssetIndex index) {
    MetricGroup group = operator.addGroup("similarity");
    NAMES.forEach((outcome, name) -> outcomes.put(outcome, counter(group, name)));
    searches = counter(group, "searches");
    approximateAnswers = counter(group, "approximateAnswers");
    searchNanos = counter(group, "searchNanos");
    group.gauge("liveAssets", index::liveAssets);
    gauge(group, "deadEntries", index, IndexStats::deadEntries);
    gauge(group, "tombstones", index, IndexStats::tombstones);
    gauge(group, "sealedShards", index, IndexStats::sealedShards);
    gauge(group, "waitingShards", index, IndexStats::waitingShards);
    gauge(group, "sealedBytes", index, IndexStats::sealedBytes);
    gauge(group, "graphTail", index, IndexStats::graphTail);
    gauge(group, "rotations", index, IndexStats::rotations);
    gauge(group, "sealings", index, IndexStats::sealings);
    gauge(group, "compactions", index, IndexStats::compactions);
    gauge(group, "failedWrites", index, IndexStats::failedWrites);
    gauge(group, "stallNanos", index, IndexStats::stallNanos);
    group.gauge("rememberedDeletes", index::rememberedDeletes);
    gauge(group, "memoryBytes", index, IndexStats::memoryBytes);
  }

  private static void gauge(
      MetricGroup group, String name, AssetIndex index, ToLongFunction<IndexStats> value) {
    group.gauge(name, () -> value.applyAsLong(index.stats()));
  }

  private static Counter counter(MetricGroup group, String name) {
    return group.counter(name, new ThreadSafeSimpleCounter());
  }

  void count(WriteOutcome outcome) {
    outcomes.get(outcome).inc();
  }

  void countSearch(long nanos, boolean exact) {
    searches.inc();
    if (!exact) {
      approximateAnswers.inc();
    }
    searchNanos.inc(nanos);
  }
}
