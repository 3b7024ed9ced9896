package io.flinkiscc.table;

import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.DeadLetterJsonWriter;
import io.flinkiscc.kafka.KafkaRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Where rows go that cannot be indexed, besides the log and a metric. */
final class DeadLetterOptions {

  /** Begins the keys that are handed to Kafka's producer as they are. */
  static final String KAFKA_PROPERTIES = "dead-letter.properties.";

  static final ConfigOption<String> TOPIC =
      ConfigOptions.key("dead-letter.topic")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Topic for rows that cannot be indexed, with the reason, at least once; needs"
                  + " dead-letter.bootstrap-servers.");

  static final ConfigOption<String> SERVERS =
      ConfigOptions.key("dead-letter.bootstrap-servers")
          .stringType()
          .noDefaultValue()
          .withDescription("Kafka brokers of dead-letter.topic: host:port[,host:port].");

  static final ConfigOption<String> PATH =
      ConfigOptions.key("dead-letter.path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "Directory for rows that cannot be indexed, as JSON lines, instead of a topic; files"
                  + " are complete with the next checkpoint.");

  private DeadLetterOptions() {}

  /** All of them, in the order of the documentation. */
  static List<ConfigOption<?>> all() {
    return List.of(TOPIC, SERVERS, PATH);
  }

  /**
   * The sink of a configuration; one that takes nothing if there is none.
   *
   * @param given all options of the table, for the properties of the producer
   * @throws IllegalArgumentException naming the option that is wrong or missing
   */
  static Sink<DeadLetter> sink(ReadableConfig config, Map<String, String> given) {
    Map<String, String> properties = new HashMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith(KAFKA_PROPERTIES)) {
            properties.put(key.substring(KAFKA_PROPERTIES.length()), value);
          }
        });
    String topic = config.get(TOPIC);
    String path = config.get(PATH);
    if (topic == null && (config.get(SERVERS) != null || !properties.isEmpty())) {
      throw new IllegalArgumentException(
          "dead-letter.topic is missing; other options of a dead-letter topic are given");
    }
    if (topic != null && path != null) {
      throw new IllegalArgumentException(
          "dead-letter.topic and dead-letter.path are given; allowed is one of them");
    }
    if (topic != null) {
      if (config.get(SERVERS) == null) {
        throw new IllegalArgumentException(
            "dead-letter.bootstrap-servers is missing; dead-letter.topic needs it");
      }
      return KafkaRecords.deadLetterSink()
          .bootstrapServers(config.get(SERVERS))
          .topic(topic)
          .delivery(DeliveryGuarantee.AT_LEAST_ONCE)
          .properties(properties)
          .build();
    }
    return path == null
        ? new DiscardingSink<>()
        : FileSink.<DeadLetter>forRowFormat(
                new Path(path),
                (letter, out) -> {
                  out.write(DeadLetterJsonWriter.write(letter));
                  out.write('\n');
                })
            .build();
  }
}
