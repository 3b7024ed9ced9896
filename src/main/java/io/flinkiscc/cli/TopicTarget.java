package io.flinkiscc.cli;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.IngestJsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Imports into an ingest topic: each change as a record whose key is its ISCC-ID. */
final class TopicTarget implements ImportTarget {

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final int realm;
  private final AtomicLong written = new AtomicLong();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /**
   * @param properties of the Kafka client, the brokers among them
   */
  TopicTarget(String topic, int realm, Map<String, String> properties) {
    this.topic = topic;
    this.realm = realm;
    Map<String, Object> config = new HashMap<>();
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    config.putAll(properties);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public void apply(AssetOp op) throws IOException {
    throwIfFailed();
    byte[] key = IsccId.of(realm, op.key()).canonical().getBytes(StandardCharsets.US_ASCII);
    try {
      producer.send(
          new ProducerRecord<>(topic, key, IngestJsonWriter.write(op, realm)),
          (place, e) -> {
            if (e == null) {
              written.incrementAndGet();
            } else {
              failure.compareAndSet(null, e);
            }
          });
    } catch (KafkaException e) {
      throw new IOException("topic " + topic + " cannot be written: " + e.getMessage(), e);
    }
  }

  private void throwIfFailed() throws IOException {
    Exception e = failure.get();
    if (e != null) {
      throw new IOException(
          "topic "
              + topic
              + " cannot be written, it has "
              + written.get()
              + " of the records: "
              + e.getMessage(),
          e);
    }
  }

  @Override
  public void finish(Map<String, Object> summary) throws IOException {
    producer.flush();
    throwIfFailed();
    summary.put("records_written", written.get());
    summary.put("topic", topic);
  }

  @Override
  public void close() {
    producer.close();
  }
}
