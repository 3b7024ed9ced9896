package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.IndexStats;
import io.flinkiscc.index.WriteOutcome;
import io.flinkiscc.iscc.UnitType;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * Metrics of an index task, in the group {@code similarity} of its operator; docs/metrics.md tells
 * what they mean. Counted by the thread of the task, read by any.
 */
final class IndexMetrics {

  /** Name of the metric group. */
  static final String GROUP = "similarity";

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
              WriteOutcome.IGNORED_UNKNOWN, "ignoredUnknown",
              WriteOutcome.EXPIRED, "ignoredExpired"));

  private final Map<WriteOutcome, Counter> outcomes = new EnumMap<>(WriteOutcome.class);
  private final Counter searches;
  private final Counter approximateAnswers;
  private final LatencyHistogram searchNanos;

  IndexMetrics(MetricGroup operator, AssetIndex index, IndexWatch watch) {
    MetricGroup group = operator.addGroup(GROUP);
    NAMES.forEach((outcome, name) -> outcomes.put(outcome, counter(group, name)));
    searches = counter(group, "searches");
    approximateAnswers = counter(group, "approximateAnswers");
    searchNanos = group.histogram("searchNanos", new LatencyHistogram());
    group.gauge("liveAssets", index::liveAssets);
    for (UnitType type : UnitType.values()) {
      Gauge<Long> units = () -> index.liveUnits(type);
      group.addGroup("unitType", type.name()).gauge("liveUnits", units);
    }
    gauge(group, "deadEntries", index, IndexStats::deadEntries);
    gauge(group, "tombstones", index, IndexStats::tombstones);
    gauge(group, "shards", index, stats -> 1L + stats.waitingShards() + stats.sealedShards());
    gauge(group, "sealedShards", index, IndexStats::sealedShards);
    gauge(group, "waitingShards", index, IndexStats::waitingShards);
    gauge(group, "sealedBytes", index, IndexStats::sealedBytes);
    gauge(group, "activeEntries", index, IndexStats::activeEntries);
    gauge(group, "activeLogBytes", index, IndexStats::activeLogBytes);
    gauge(group, "graphTail", index, IndexStats::graphTail);
    gauge(group, "rotations", index, IndexStats::rotations);
    gauge(group, "sealings", index, IndexStats::sealings);
    gauge(group, "expired", index, IndexStats::expired);
    gauge(group, "sealingBytes", index, IndexStats::sealingBytes);
    gauge(group, "compactions", index, IndexStats::compactions);
    gauge(group, "compactionBytes", index, IndexStats::compactionBytes);
    gauge(group, "failedWrites", index, IndexStats::failedWrites);
    gauge(group, "stallNanos", index, IndexStats::stallNanos);
    group.gauge("rememberedDeletes", index::rememberedDeletes);
    gauge(group, "memoryBytes", index, IndexStats::memoryBytes);
    group.gauge("sampledRecall", watch::sampledRecall);
    group.counter("sampledQueries", watch.sampledQueries());
    group.gauge("unreachableNodes", watch::unreachableNodes);
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
    searchNanos.update(nanos);
  }
}
