package io.flinkiscc.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes Kafka records of answers: key = query id, value = JSON.
 *
 * <p>An answer larger than the topic takes would fail the job at every attempt. It is replaced by
 * one that says so, which is not silent and leaves the job alive.
 */
final class EnrichedRecordKafkaSerializer
    implements KafkaRecordSerializationSchema<EnrichedRecord> {

  private static final long serialVersionUID = 1L;

  private final String topic;
  private final int maxRecordBytes;

  EnrichedRecordKafkaSerializer(String topic, int maxRecordBytes) {
    this.topic = topic;
    this.maxRecordBytes = maxRecordBytes;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      EnrichedRecord answer, KafkaSinkContext context, Long timestamp) {
    byte[] json = EnrichedJsonWriter.write(answer);
    if (json.length > maxRecordBytes) {
      json = EnrichedJsonWriter.write(tooLarge(answer, json.length));
    }
    return new ProducerRecord<>(
        topic,
        null,
        KafkaRecords.timestampOrNull(timestamp),
        answer.queryId().getBytes(StandardCharsets.UTF_8),
        json);
  }

  private EnrichedRecord tooLarge(EnrichedRecord answer, int bytes) {
    return EnrichedRecord.builder(answer.queryId(), Status.INVALID)
        .error(
            ReasonCode.TOO_LARGE.id()
                + ": The answer has "
                + bytes
                + " bytes; the topic takes up to "
                + maxRecordBytes
                + ". Ask with a lower limit, without metadata or with a smaller payload, or raise"
                + " max-record-bytes of the sink and max.message.bytes of the topic.")
        .tookMicros(answer.tookMicros())
        .build();
  }
}
