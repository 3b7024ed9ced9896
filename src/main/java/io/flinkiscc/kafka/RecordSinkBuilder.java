package io.flinkiscc.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Builds the sink of a topic, transactional unless told otherwise. Not thread-safe.
 *
 * @param <T> the records it takes
 */
public final class RecordSinkBuilder<T> {

  /** Largest record that a broker takes by default is 1 MiB with its frame. */
  private static final int DEFAULT_MAX_RECORD_BYTES = 1_000_000;

  /** A broker with default settings takes up to 15 minutes. */
  private static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(10);

  private static final int MAX_RECORD_BYTES = 1 << 30;
  private static final int FRAME_BYTES = 64 * 1024;

  private static final Map<String, String> RESERVED =
      Map.of(
          ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, "use bootstrapServers",
          ProducerConfig.TRANSACTIONAL_ID_CONFIG, "use transactionalIdPrefix",
          ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "use transactionTimeout",
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "it follows from maxRecordBytes",
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, "keys are always bytes",
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, "values are always bytes");

  private final BiFunction<String, Integer, KafkaRecordSerializationSchema<T>> serializer;
  private final Map<String, String> properties = new HashMap<>();
  private String bootstrapServers;
  private String topic;
  private DeliveryGuarantee delivery = DeliveryGuarantee.EXACTLY_ONCE;
  private String transactionalIdPrefix;
  private Duration transactionTimeout = DEFAULT_TRANSACTION_TIMEOUT;
  private int maxRecordBytes = DEFAULT_MAX_RECORD_BYTES;

  /**
   * Starts a sink.
   *
   * @param serializer makes the serializer of a topic and a largest record
   */
  RecordSinkBuilder(BiFunction<String, Integer, KafkaRecordSerializationSchema<T>> serializer) {
    this.serializer = serializer;
  }

  /** Sets the brokers to ask first: {@code host:port[,host:port]}. */
  public RecordSinkBuilder<T> bootstrapServers(String servers) {
    this.bootstrapServers = servers;
    return this;
  }

  /** Sets the topic to write. */
  public RecordSinkBuilder<T> topic(String name) {
    this.topic = name;
    return this;
  }

  /**
   * Sets how often a record arrives after failures: exactly once (the default; seen by
   * read_committed consumers with the checkpoint), or at least once (seen at once).
   */
  public RecordSinkBuilder<T> delivery(DeliveryGuarantee guarantee) {
    this.delivery = Objects.requireNonNull(guarantee, "delivery");
    return this;
  }

  /**
   * Sets the first part of the names of transactions, needed for exactly-once: the same over all
   * restarts of a job, another for every other sink of the cluster.
   */
  public RecordSinkBuilder<T> transactionalIdPrefix(String prefix) {
    this.transactionalIdPrefix = prefix;
    return this;
  }

  /**
   * Sets after what time the broker gives up a transaction; default 10 minutes. Not more than the
   * broker's transaction.max.timeout.ms, and more than the time between two checkpoints plus the
   * longest outage to survive, else records are lost.
   */
  public RecordSinkBuilder<T> transactionTimeout(Duration timeout) {
    this.transactionTimeout = Objects.requireNonNull(timeout, "transactionTimeout");
    return this;
  }

  /**
   * Sets the largest record to write, in bytes; default 1 MB, which brokers take by default. Raise
   * max.message.bytes of the topic along with it.
   */
  public RecordSinkBuilder<T> maxRecordBytes(int bytes) {
    this.maxRecordBytes = bytes;
    return this;
  }

  /** Adds properties of Kafka's producer, such as those for security or compression. */
  public RecordSinkBuilder<T> properties(Map<String, String> added) {
    properties.putAll(added);
    return this;
  }

  /**
   * Makes the sink.
   *
   * @throws IllegalArgumentException if an option is missing or wrong; the message names it
   */
  public KafkaSink<T> build() {
    check();
    KafkaSinkBuilder<T> sink =
        KafkaSink.<T>builder()
            .setBootstrapServers(KafkaOptions.bootstrapServers(bootstrapServers))
            .setRecordSerializer(
                serializer.apply(KafkaOptions.topic("topic", topic), maxRecordBytes))
            .setDeliveryGuarantee(delivery)
            .setProperty(
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                String.valueOf(maxRecordBytes + FRAME_BYTES));
    properties.forEach(sink::setProperty);
    if (delivery == DeliveryGuarantee.EXACTLY_ONCE) {
      sink.setTransactionalIdPrefix(transactionalIdPrefix)
          .setProperty(
              ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
              String.valueOf(transactionTimeout.toMillis()));
    }
    return sink.build();
  }

  private void check() {
    KafkaOptions.properties(properties, RESERVED);
    if (delivery == DeliveryGuarantee.NONE) {
      throw new IllegalArgumentException(
          "delivery is none, which loses records; allowed are exactly-once and at-least-once");
    }
    if (delivery == DeliveryGuarantee.EXACTLY_ONCE) {
      KafkaOptions.name("transactionalIdPrefix (needed for exactly-once)", transactionalIdPrefix);
    }
    long timeoutMs = transactionTimeout.toMillis();
    if (timeoutMs < 1 || timeoutMs > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "transactionTimeout is "
              + transactionTimeout
              + "; allowed are 1.."
              + Integer.MAX_VALUE
              + " ms");
    }
    if (maxRecordBytes < FRAME_BYTES || maxRecordBytes > MAX_RECORD_BYTES) {
      throw new IllegalArgumentException(
          "maxRecordBytes is "
              + maxRecordBytes
              + "; allowed are "
              + FRAME_BYTES
              + ".."
              + MAX_RECORD_BYTES);
    }
  }
}
