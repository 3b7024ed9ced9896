package io.flinkiscc.kafka;

import java.util.Arrays;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Makes Kafka records of dead letters: key = key of the refused record, value = JSON. */
final class DeadLetterKafkaSerializer implements KafkaRecordSerializationSchema<DeadLetter> {

  private static final long serialVersionUID = 1L;

  private final String topic;

  DeadLetterKafkaSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(
      DeadLetter letter, KafkaSinkContext context, Long timestamp) {
    return new ProducerRecord<>(
        topic,
        null,
        KafkaRecords.timestampOrNull(timestamp),
        key(letter.raw().sharedKey()),
        DeadLetterJsonWriter.write(letter));
  }

  private static byte[] key(byte[] original) {
    return original == null || original.length <= DeadLetterJsonWriter.MAX_KEY_BYTES
        ? original
        : Arrays.copyOf(original, DeadLetterJsonWriter.MAX_KEY_BYTES);
  }
}
