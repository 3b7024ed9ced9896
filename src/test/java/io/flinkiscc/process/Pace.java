package io.flinkiscc.process;

import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;

/** Lets so many records pass in a millisecond, or one in so many. */
final class Pace<T> implements MapFunction<T, T> {

  private static final long serialVersionUID = 1L;
  private static final long MILLISECOND = 1_000_000;

  private final int records;
  private final int millis;
  private int passed;

  /**
   * @param records that pass at once
   * @param millis that are waited then
   */
  Pace(int records, int millis) {
    this.records = records;
    this.millis = millis;
  }

  @Override
  public T map(T record) {
    if (++passed >= records) {
      passed = 0;
      LockSupport.parkNanos(millis * MILLISECOND);
    }
    return record;
  }
}
