package io.flinkiscc.table;

import io.flinkiscc.kafka.DeadLetter;
import java.time.Duration;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs dead letters on their way, one in some seconds with the number of all there were. */
final class DeadLetterLog extends ProcessFunction<DeadLetter, DeadLetter> {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetterLog.class);
  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final String table;
  private transient long count;
  private transient long lastNanos;

  DeadLetterLog(String table) {
    this.table = table;
  }

  @Override
  public void processElement(DeadLetter letter, Context context, Collector<DeadLetter> out) {
    long now = System.nanoTime();
    if (count++ == 0 || now - lastNanos > PAUSE_NANOS) {
      lastNanos = now;
      LOG.warn(
          "A row for {} is not indexed, {} so far: {}: {}",
          table,
          count,
          letter.code().id(),
          letter.message());
    }
    out.collect(letter);
  }
}
