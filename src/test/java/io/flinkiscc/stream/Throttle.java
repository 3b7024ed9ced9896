package io.flinkiscc.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;

/** Takes its time for every record, so that records pile up before it, and counts them. */
final class Throttle<T> implements MapFunction<T, T> {

  private static final long serialVersionUID = 1L;
  private static final Map<String, AtomicLong> PASSED = new ConcurrentHashMap<>();
  private static volatile boolean fast;

  private final String name;
  private final long nanos;

  Throttle(String name, Duration perRecord) {
    this.name = name;
    this.nanos = perRecord.toNanos();
  }

  /** Lets all throttles in this JVM begin anew, slow or at full speed. */
  static void speed(boolean full) {
    fast = full;
    if (full) {
      return;
    }
    PASSED.clear();
  }

  /** How many records have passed the throttles of this name since the last slow start. */
  static long passed(String name) {
    AtomicLong count = PASSED.get(name);
    return count == null ? 0 : count.get();
  }

  @Override
  public T map(T record) {
    if (!fast) {
      LockSupport.parkNanos(nanos);
    }
    PASSED.computeIfAbsent(name, n -> new AtomicLong()).incrementAndGet();
    return record;
  }
}
