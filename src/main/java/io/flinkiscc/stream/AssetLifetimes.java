package io.flinkiscc.stream;

import io.flinkiscc.index.AssetOp;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.TimerService;

/**
 * Until when the asset of a key lives, as the index has it: by event time, told by watermarks.
 * Keyed state with a timer for each key; nothing if assets live for ever.
 */
final class AssetLifetimes implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final long MICROS_PER_MILLI = 1000;

  private final long retentionMillis;

  /** The last millisecond of event time at which the asset lives. */
  private transient ValueState<Long> end;

  AssetLifetimes(Duration retention) {
    this.retentionMillis = retention.toMillis();
  }

  void open(RuntimeContext context) {
    if (retentionMillis > 0) {
      end = context.getState(new ValueStateDescriptor<>("asset-end", Types.LONG));
    }
  }

  /** Notes a put; false if the asset is too old to live. */
  boolean begin(AssetOp op, TimerService timers) throws IOException {
    if (retentionMillis == 0) {
      return true;
    }
    long last = op.eventTimeMicros() / MICROS_PER_MILLI + retentionMillis;
    end(timers);
    if (passed(last, timers)) {
      return false;
    }
    end.update(last);
    timers.registerEventTimeTimer(last + 1);
    return true;
  }

  /** Notes that the asset is not live any more. */
  void end(TimerService timers) throws IOException {
    Long last = retentionMillis == 0 ? null : end.value();
    if (last != null) {
      timers.deleteEventTimeTimer(last + 1);
      end.clear();
    }
  }

  /** Whether the life of the asset has ended. */
  boolean ended(TimerService timers) throws IOException {
    Long last = retentionMillis == 0 ? null : end.value();
    return last != null && passed(last, timers);
  }

  /** The last watermark of an input that ends tells no time. */
  private static boolean passed(long last, TimerService timers) {
    long now = timers.currentWatermark();
    return now != Long.MAX_VALUE && last < now;
  }
}
