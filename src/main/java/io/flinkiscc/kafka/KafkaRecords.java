package io.flinkiscc.kafka;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Sources and sinks of the topics. */
public final class KafkaRecords {

  /** JSON of a dead letter with the longest key and value, both in base64. */
  private static final int MAX_DEAD_LETTER_BYTES = 1_500_000;

  private KafkaRecords() {}

  /** Starts the source of an ingest or query topic. */
  public static RecordSourceBuilder source() {
    return new RecordSourceBuilder();
  }

  /** Starts the sink of the topic of answers: key = query id, value = JSON. */
  public static RecordSinkBuilder<EnrichedRecord> enrichedSink() {
    return new RecordSinkBuilder<>(EnrichedRecordKafkaSerializer::new);
  }

  /**
   * Starts the sink of the dead-letter topic: key = key of the refused record, value = JSON. It is
   * compressed, so that base64 takes no more room than the bytes it stands for.
   */
  public static RecordSinkBuilder<DeadLetter> deadLetterSink() {
    return new RecordSinkBuilder<DeadLetter>((topic, max) -> new DeadLetterKafkaSerializer(topic))
        .maxRecordBytes(MAX_DEAD_LETTER_BYTES)
        .properties(Map.of(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip"));
  }

  /** Timestamp for Kafka: that of the element, or null, which stands for the time of writing. */
  static Long timestampOrNull(Long timestamp) {
    return timestamp == null || timestamp < 0 ? null : timestamp;
  }
}
