package io.flinkiscc.serve;

import io.flinkiscc.state.LatencyHistogram;
import java.util.function.LongSupplier;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;

/**
 * Metrics of the query service of a task, in the group {@code service} of the index;
 * docs/metrics.md tells what they mean. Any thread.
 */
final class ServiceMetrics {

  private static final String GROUP = "service";

  final Counter requests;
  final Counter queries;
  final Counter refused;
  final Counter invalid;
  final Counter unauthenticated;
  final Counter deadlineExceeded;
  final Counter cancelled;
  final Counter failed;
  private final MetricGroup group;
  private final LatencyHistogram requestNanos;
  private final LatencyHistogram batchQueries;

  ServiceMetrics(MetricGroup index) {
    group = index.addGroup(GROUP);
    requests = counter("requests");
    queries = counter("queries");
    refused = counter("refused");
    invalid = counter("invalid");
    unauthenticated = counter("unauthenticated");
    deadlineExceeded = counter("deadlineExceeded");
    cancelled = counter("cancelled");
    failed = counter("failed");
    requestNanos = group.histogram("requestNanos", new LatencyHistogram());
    batchQueries = group.histogram("batchQueries", new LatencyHistogram());
  }

  private Counter counter(String name) {
    return group.counter(name, new ThreadSafeSimpleCounter());
  }

  void gauge(String name, LongSupplier value) {
    Gauge<Long> gauge = value::getAsLong;
    group.gauge(name, gauge);
  }

  void counter(String name, Counter counter) {
    group.counter(name, counter);
  }

  /** A histogram is for one thread that adds. */
  synchronized void answered(long nanos) {
    requestNanos.update(nanos);
  }

  synchronized void batch(int size) {
    queries.inc(size);
    batchQueries.update(size);
  }
}
