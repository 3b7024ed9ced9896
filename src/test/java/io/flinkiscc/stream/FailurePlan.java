package io.flinkiscc.stream;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.MapFunction;

/** Fails the tasks of one job at given numbers of processed records, each once. */
final class FailurePlan {

  private static final Map<String, FailurePlan> PLANS = new ConcurrentHashMap<>();

  private final Set<Long> points;
  private final AtomicLong processed = new AtomicLong();
  private final AtomicInteger failures = new AtomicInteger();

  private FailurePlan(Set<Long> points) {
    this.points = points;
  }

  /** Registers a plan under the name of a job; the tasks find it in the same JVM. */
  static FailurePlan register(String job, Set<Long> points) {
    FailurePlan plan = new FailurePlan(new TreeSet<>(points));
    PLANS.put(job, plan);
    return plan;
  }

  int failures() {
    return failures.get();
  }

  private void processed() {
    if (points.contains(processed.incrementAndGet())) {
      failures.incrementAndGet();
      throw new IllegalStateException("injected failure at record " + processed.get());
    }
  }

  /** Passes records on until the plan says otherwise. */
  static final class Injector<T> implements MapFunction<T, T> {
    private static final long serialVersionUID = 1L;
    private final String job;

    Injector(String job) {
      this.job = job;
    }

    @Override
    public T map(T record) {
      PLANS.get(job).processed();
      return record;
    }
  }
}
