package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.kafka.RawRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes and reads the topics of the demo, as any Kafka client of the user's would. */
final class DemoTopics {

  private static final Duration POLL = Duration.ofMillis(200);

  private static final long ADMIN_SECONDS = 30;

  private final String bootstrapServers;

  DemoTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Makes the broker ready to take the offsets of groups, which it else does at the first one. */
  void prepareGroups() throws Exception {
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      admin
          .listConsumerGroupOffsets("any-group")
          .partitionsToOffsetAndMetadata()
          .get(ADMIN_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Writes records with their keys and timestamps. */
  void send(String topic, Collection<RawRecord> records) {
    Map<String, Object> config =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (RawRecord r : records) {
        Long time = r.timestampMillis() == RawRecord.NO_TIMESTAMP ? null : r.timestampMillis();
        producer.send(new ProducerRecord<>(topic, null, time, r.key(), r.value()));
      }
      producer.flush();
    }
  }

  /** Reads committed records from the beginning until the consumer has seen enough. */
  void read(String topic, Duration patience, ReadUntil until) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      assign(consumer, topic);
      long deadline = System.nanoTime() + patience.toNanos();
      while (!until.enough()) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "topic " + topic + " did not get what is waited for within " + patience);
        }
        consumer.poll(POLL).forEach(until);
      }
    }
  }

  /** Reads all committed records that are there now, as JSON. */
  List<JsonNode> committed(String topic) {
    List<JsonNode> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = assign(consumer, topic);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          records.add(DemoData.parse(new String(record.value(), StandardCharsets.UTF_8)));
        }
      }
    }
    return records;
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> assign(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(p -> new TopicPartition(topic, p.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return partitions;
  }

  static RawRecord record(String key, String value) {
    return new RawRecord(
        "demo",
        0,
        0,
        RawRecord.NO_TIMESTAMP,
        key.getBytes(StandardCharsets.UTF_8),
        value.getBytes(StandardCharsets.UTF_8));
  }

  /** Takes records until it has enough. */
  interface ReadUntil extends Consumer<ConsumerRecord<byte[], byte[]>> {
    boolean enough();
  }
}
