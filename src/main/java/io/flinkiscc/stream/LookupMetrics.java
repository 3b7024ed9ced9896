package io.flinkiscc.stream;

import io.flinkiscc.state.LatencyHistogram;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * Metrics of a lookup, in the group {@code similarity} of its operator; docs/metrics.md tells what
 * they mean. Counted by the threads of the searcher, read by any.
 */
final class LookupMetrics {

  private final Counter lookups;
  private final Counter partial;
  private final Counter unreachable;
  private final LatencyHistogram nanos;
  private final AtomicInteger open = new AtomicInteger();

  LookupMetrics(MetricGroup operator) {
    MetricGroup group = operator.addGroup("similarity");
    lookups = group.counter("lookups", new ThreadSafeSimpleCounter());
    partial = group.counter("partialLookups", new ThreadSafeSimpleCounter());
    unreachable = group.counter("unreachableLookups", new ThreadSafeSimpleCounter());
    nanos = group.histogram("lookupNanos", new LatencyHistogram());
    Gauge<Integer> openLookups = open::get;
    group.gauge("openLookups", openLookups);
  }

  void begin() {
    open.incrementAndGet();
  }

  void end(LookupOutcome outcome, long tookNanos) {
    open.decrementAndGet();
    lookups.inc();
    if (outcome == LookupOutcome.PARTIAL) {
      partial.inc();
    } else if (outcome == LookupOutcome.UNREACHABLE) {
      unreachable.inc();
    }
    // The histogram takes values of one thread at a time.
    synchronized (nanos) {
      nanos.update(tookNanos);
    }
  }
}
