package io.flinkiscc.serve;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.Metric;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Metrics that a test can look at. */
final class RecordedMetrics extends UnregisteredMetricsGroup {

  private final Map<String, Metric> metrics = new ConcurrentHashMap<>();

  @Override
  public <C extends Counter> C counter(String name, C counter) {
    metrics.put(name, counter);
    return counter;
  }

  @Override
  public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
    metrics.put(name, gauge);
    return gauge;
  }

  @Override
  public <H extends Histogram> H histogram(String name, H histogram) {
    metrics.put(name, histogram);
    return histogram;
  }

  @Override
  public MetricGroup addGroup(String name) {
    return this;
  }

  /** What a counter, gauge of a number or histogram (its count) says. */
  long value(String name) {
    Metric metric = metrics.get(name);
    if (metric instanceof Counter counter) {
      return counter.getCount();
    }
    return metric instanceof Gauge<?> gauge
        ? ((Number) gauge.getValue()).longValue()
        : ((Histogram) metric).getCount();
  }

  /** Waits until a metric is as wanted. */
  void await(String name, LongPredicate wanted) {
    while (!wanted.test(value(name))) {
      Thread.onSpinWait();
    }
  }
}
