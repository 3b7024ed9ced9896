package io.flinkiscc.job;

import io.flinkiscc.kafka.RawRecord;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** The option of how long assets live, and the time that tells it. */
final class RetentionOptions {

  /** Life of an asset. */
  static final JobOption<Duration> INDEX_RETENTION =
      JobOption.withDefault(
          "index.retention",
          OptionType.longDuration(),
          "0 s",
          "How long an asset lives after its event time: event_time of its record if it has one, else"
              + " the timestamp of the record; 0 s for ever. The timestamps of"
              + " the ingest topic tell the time, those in the future as if they were of now: so a"
              + " topic that is read again expires the same. A record that is older already is not"
              + " indexed, and counted. What was indexed while it was 0 s counts from the record that"
              + " last changed it.");

  /** A partition that is quiet for so long holds nobody back. */
  private static final Duration IDLE = Duration.ofMinutes(1);

  private RetentionOptions() {}

  /** How the records of the ingest topic tell the time. */
  static WatermarkStrategy<RawRecord> watermarks(JobConfig config) {
    if (config.get(INDEX_RETENTION).isZero()) {
      return WatermarkStrategy.noWatermarks();
    }
    return WatermarkStrategy.<RawRecord>forMonotonousTimestamps()
        .withTimestampAssigner(
            (record, timestamp) -> Math.min(timestamp, System.currentTimeMillis()))
        .withIdleness(IDLE);
  }
}
