package io.flinkiscc.kafka;

import java.time.DateTimeException;
import java.time.Instant;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/**
 * Where a source begins that starts without a checkpoint; with one, the checkpoint decides.
 * Immutable and thread-safe.
 */
public final class StartOffsets {

  private static final String TIMESTAMP = "timestamp:";

  private final String text;
  private final OffsetsInitializer initializer;

  private StartOffsets(String text, OffsetsInitializer initializer) {
    this.text = text;
    this.initializer = initializer;
  }

  /** Begins with the oldest record. */
  public static StartOffsets earliest() {
    return new StartOffsets("earliest", OffsetsInitializer.earliest());
  }

  /** Begins with what is written from now on. */
  public static StartOffsets latest() {
    return new StartOffsets("latest", OffsetsInitializer.latest());
  }

  /** Begins where the consumer group has committed, or with the oldest record if it has not. */
  // The connector asks for an enum that Kafka has deprecated; it offers no other way.
  @SuppressWarnings("deprecation")
  public static StartOffsets group() {
    return new StartOffsets(
        "group", OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST));
  }

  /**
   * Begins with the first record that is not older than a time.
   *
   * @param millis milliseconds since 1970 UTC, 0 or more
   * @throws IllegalArgumentException if the time is negative
   */
  public static StartOffsets timestamp(long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException(
          "start offset timestamp is " + millis + "; allowed are milliseconds from 0 on");
    }
    return new StartOffsets(TIMESTAMP + millis, OffsetsInitializer.timestamp(millis));
  }

  /**
   * Reads a setting.
   *
   * @param text {@code earliest}, {@code latest}, {@code group} or {@code timestamp:} followed by
   *     milliseconds since 1970 UTC or a time such as {@code 2025-08-04T12:00:00Z}
   * @throws IllegalArgumentException if it is none of these
   */
  public static StartOffsets parse(String text) {
    return switch (text) {
      case "earliest" -> earliest();
      case "latest" -> latest();
      case "group" -> group();
      default -> {
        if (text.startsWith(TIMESTAMP)) {
          yield timestamp(millis(text, text.substring(TIMESTAMP.length())));
        }
        throw unknown(text);
      }
    };
  }

  private static long millis(String text, String time) {
    try {
      return time.matches("[0-9]+") ? Long.parseLong(time) : Instant.parse(time).toEpochMilli();
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      throw unknown(text);
    }
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "start offsets are \""
            + text
            + "\"; allowed are earliest, latest, group and timestamp:<milliseconds or time>, e.g."
            + " timestamp:2025-08-04T12:00:00Z");
  }

  OffsetsInitializer initializer() {
    return initializer;
  }

  /** Returns the setting that {@link #parse} reads. */
  @Override
  public String toString() {
    return text;
  }
}
