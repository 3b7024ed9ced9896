package io.flinkiscc.testing;

import io.flinkiscc.cli.TopicCreator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates, fills and reads the topics of a test's broker. Stateless; safe for several threads. */
public final class KafkaTopics {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final String bootstrapServers;

  /**
   * Topics of the broker at an address.
   *
   * @param bootstrapServers of the broker
   */
  public KafkaTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Creates a topic with the broker's settings. */
  public void create(String topic, int partitions) {
    create(topic, partitions, Map.of());
  }

  /** Creates a topic with settings of its own, as {@code cleanup.policy} = {@code compact}. */
  public void create(String topic, int partitions, Map<String, String> config) {
    TopicCreator.create(
        bootstrapServers, new NewTopic(topic, partitions, (short) 1).configs(config));
  }

  /** A record whose key and value are UTF-8 text; the partition follows from the key. */
  public static ProducerRecord<byte[], byte[]> text(String topic, String key, String value) {
    return new ProducerRecord<>(topic, bytes(key), bytes(value));
  }

  /** A record of text with a timestamp in milliseconds since 1970; null value = tombstone. */
  public static ProducerRecord<byte[], byte[]> text(
      String topic, String key, String value, long timestampMillis) {
    return new ProducerRecord<>(topic, null, timestampMillis, bytes(key), bytes(value));
  }

  /** UTF-8 text of bytes; null of null. */
  public static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }

  /** Sends records in order and returns when the broker has acknowledged all of them. */
  public void send(List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
      sendAll(producer, records);
    }
  }

  /** Sends records in one transaction and commits it. */
  public void sendCommitted(String transactionalId, List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer = transactionalProducer(transactionalId)) {
      producer.beginTransaction();
      sendAll(producer, records);
      producer.commitTransaction();
    }
  }

  /** Sends records in one transaction and aborts it when they are on the broker's log. */
  public void sendAborted(String transactionalId, List<ProducerRecord<byte[], byte[]>> records) {
    try (KafkaProducer<byte[], byte[]> producer = transactionalProducer(transactionalId)) {
      producer.beginTransaction();
      sendAll(producer, records);
      producer.abortTransaction();
    }
  }

  /** A producer whose transactions are initialised; the caller begins, ends and closes. */
  public KafkaProducer<byte[], byte[]> transactionalProducer(String transactionalId) {
    KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", transactionalId));
    producer.initTransactions();
    return producer;
  }

  /** Sends records with the given producer and returns when all are acknowledged. */
  public static void sendAll(
      KafkaProducer<byte[], byte[]> producer, List<ProducerRecord<byte[], byte[]>> records) {
    List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
    records.forEach(record -> sent.add(producer.send(record)));
    producer.flush();
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a record was not sent: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while sending", e);
    }
  }

  /** All committed records of a topic up to now, ordered by partition, then offset. */
  public List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
    return readAll(topic, "read_committed");
  }

  /** All records of a topic up to now, those of open and aborted transactions too. */
  public List<ConsumerRecord<byte[], byte[]>> readUncommitted(String topic) {
    return readAll(topic, "read_uncommitted");
  }

  /** The values of {@link #readCommitted(String)} as text. */
  public List<String> readCommittedText(String topic) {
    return readCommitted(topic).stream().map(record -> text(record.value())).toList();
  }

  private List<ConsumerRecord<byte[], byte[]>> readAll(String topic, String isolation) {
    Map<String, Object> settings = settings(Map.of("isolation.level", isolation));
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + LIMIT.toNanos();
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "topic %s not read to its end offsets %s within %s, %d records so far"
                  .formatted(topic, ends, LIMIT, records.size()));
        }
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      // A poll may return what arrived after the end offsets were asked for.
      records.removeIf(r -> r.offset() >= ends.get(new TopicPartition(topic, r.partition())));
      records.sort(
          Comparator.<ConsumerRecord<byte[], byte[]>>comparingInt(ConsumerRecord::partition)
              .thenComparingLong(ConsumerRecord::offset));
      return records;
    }
  }

  private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
    return new KafkaProducer<>(
        settings(more), new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> settings(Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("auto.offset.reset", "earliest");
    if (!more.containsKey("isolation.level")) {
      settings.remove("auto.offset.reset");
      settings.put("max.request.size", 64 << 20);
      settings.put("buffer.memory", 128L << 20);
    }
    return settings;
  }
}
