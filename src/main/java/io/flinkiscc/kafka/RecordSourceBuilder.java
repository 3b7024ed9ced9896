package io.flinkiscc.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Builds the source of a topic: records as they are, of committed transactions only. Not
 * thread-safe.
 */
public final class RecordSourceBuilder {

  private static final Map<String, String> RESERVED =
      Map.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, "use bootstrapServers",
          ConsumerConfig.GROUP_ID_CONFIG, "use groupId",
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "use startOffsets",
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, "keys are always bytes",
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, "values are always bytes",
          ConsumerConfig.ISOLATION_LEVEL_CONFIG, "it is always read_committed",
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "offsets are committed with checkpoints");

  private String bootstrapServers;
  private String topic;
  private String groupId;
  private StartOffsets startOffsets = StartOffsets.earliest();
  private boolean bounded;
  private final Map<String, String> properties = new HashMap<>();

  RecordSourceBuilder() {}

  /** Sets the brokers to ask first: {@code host:port[,host:port]}. */
  public RecordSourceBuilder bootstrapServers(String servers) {
    this.bootstrapServers = servers;
    return this;
  }

  /** Sets the topic to read. */
  public RecordSourceBuilder topic(String name) {
    this.topic = name;
    return this;
  }

  /** Sets the consumer group, to which offsets are committed with each checkpoint. */
  public RecordSourceBuilder groupId(String id) {
    this.groupId = id;
    return this;
  }

  /** Sets where to begin without a checkpoint; default {@link StartOffsets#earliest()}. */
  public RecordSourceBuilder startOffsets(StartOffsets offsets) {
    this.startOffsets = Objects.requireNonNull(offsets, "startOffsets");
    return this;
  }

  /** Sets whether to end at the last record that is there when the job starts; default false. */
  public RecordSourceBuilder bounded(boolean endsThere) {
    this.bounded = endsThere;
    return this;
  }

  /** Adds properties of Kafka's consumer, such as those for security. */
  public RecordSourceBuilder properties(Map<String, String> added) {
    properties.putAll(added);
    return this;
  }

  /**
   * Makes the source.
   *
   * @throws IllegalArgumentException if an option is missing or wrong; the message names it
   */
  public KafkaSource<RawRecord> build() {
    KafkaOptions.properties(properties, RESERVED);
    KafkaSourceBuilder<RawRecord> source =
        KafkaSource.<RawRecord>builder()
            .setBootstrapServers(KafkaOptions.bootstrapServers(bootstrapServers))
            .setTopics(List.of(KafkaOptions.topic("topic", topic)))
            .setGroupId(KafkaOptions.name("groupId", groupId))
            .setClientIdPrefix(groupId + "-" + topic)
            .setStartingOffsets(startOffsets.initializer())
            .setDeserializer(new RawRecordDeserializer())
            .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.forEach(source::setProperty);
    if (bounded) {
      source.setBounded(OffsetsInitializer.latest());
    }
    return source.build();
  }
}
