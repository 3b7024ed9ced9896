package io.flinkiscc.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.KafkaRecords;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.stream.IngestRecords;
import io.flinkiscc.stream.IsccIndex;
import io.flinkiscc.stream.QueryRecords;
import io.flinkiscc.testing.KafkaTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A job over topics of its own that takes its time, so that there is some to kill something in. */
final class TopicJob {

  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final byte[] UNKNOWN_ID = IsccId.of(0, Long.MAX_VALUE).canonical().getBytes(UTF_8);

  private final String name;
  private final String bootstrapServers;
  private final KafkaTopics topics;

  /** Creates the topics; names of brokers and topics are the test's. */
  TopicJob(String name, String bootstrapServers) {
    this.name = name;
    this.bootstrapServers = bootstrapServers;
    this.topics = new KafkaTopics(bootstrapServers);
    for (String topic : List.of("events", "queries", "enriched", "dead")) {
      topics.create(topic(topic), PARTITIONS);
    }
  }

  /**
   * Starts the job.
   *
   * @param where configuration of its environment: target and checkpoint directory
   * @param parallelism of the index
   */
  JobClient start(Configuration where, int parallelism) throws Exception {
    Configuration config = new Configuration(where);
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(200));
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(config);
    env.setParallelism(2);
    IngestRecords ingest =
        IngestRecords.parse(
            source(env, "events", new Pace<>(1, 3)), new IsccJsonFormat(0), "parse-events");
    QueryRecords asked =
        QueryRecords.parse(
            source(env, "queries", new Pace<>(1, 20)), new QueryFormat(0), "parse-queries");
    IsccIndex.builder()
        .realm(0)
        .parallelism(parallelism)
        .rules(MatchRules.compatible())
        .queryTimeout(PATIENCE)
        .engine(EngineOptions.builder().shardMaxAssets(60).mergeFanIn(3).build())
        .build()
        .ingest(ingest.changes())
        .enrich(asked.queries())
        .sinkTo(
            KafkaRecords.enrichedSink()
                .bootstrapServers(bootstrapServers)
                .topic(topic("enriched"))
                .transactionalIdPrefix(name + "-enriched")
                .build())
        .uid("enriched-sink");
    ingest
        .deadLetters()
        .union(asked.deadLetters())
        .sinkTo(
            KafkaRecords.deadLetterSink()
                .bootstrapServers(bootstrapServers)
                .topic(topic("dead"))
                .transactionalIdPrefix(name + "-dead")
                .build())
        .uid("dead-letter-sink");
    return env.executeAsync(name);
  }

  private DataStream<RawRecord> source(
      StreamExecutionEnvironment env, String topic, Pace<RawRecord> pace) {
    DataStream<RawRecord> records =
        env.fromSource(
                KafkaRecords.source()
                    .bootstrapServers(bootstrapServers)
                    .topic(topic(topic))
                    .groupId(name + "-" + topic)
                    .build(),
                WatermarkStrategy.noWatermarks(),
                topic)
            .uid(topic);
    return records.map(pace).returns(records.getType()).uid("pace-" + topic);
  }

  private String topic(String topic) {
    return name + "-" + topic;
  }

  /** Sends changes in this order; returns when the broker has all. */
  void sendEvents(List<RawRecord> records) {
    send("events", records);
  }

  /** Sends queries in this order; returns when the broker has all. */
  void sendQueries(List<RawRecord> records) {
    send("queries", records);
  }

  private void send(String topic, List<RawRecord> records) {
    topics.send(
        records.stream()
            .map(
                r ->
                    new ProducerRecord<>(
                        topic(topic), null, r.timestampMillis(), r.key(), r.value()))
            .toList());
  }

  /** The results that are committed, JSON. */
  List<String> results() {
    return topics.readCommittedText(topic("enriched"));
  }

  /** The dead letters that are committed, JSON. */
  List<String> deadLetters() {
    return topics.readCommittedText(topic("dead"));
  }

  /** Waits until so many results and dead letters are committed. */
  void awaitCommitted(int results, int deadLetters) {
    await()
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(() -> results().size() >= results && deadLetters().size() >= deadLetters);
  }

  /** Waits until a checkpoint covers so many records of a topic. */
  void awaitTaken(String topic, long records) throws Exception {
    try (Admin admin = admin()) {
      await()
          .atMost(PATIENCE)
          .pollInterval(POLL)
          .until(
              () ->
                  committed(admin, topic).values().stream().mapToLong(Long::longValue).sum()
                      >= records);
    }
  }

  /**
   * Waits until the index has applied every event sent so far: a checkpoint covers them, and a
   * savepoint, whose barriers overtake nothing, has gone through all tasks since.
   */
  void awaitEventsApplied(JobClient job, String savepoints) throws Exception {
    try (Admin admin = admin()) {
      Map<TopicPartition, Long> ends = ends(admin);
      await()
          .atMost(PATIENCE)
          .pollInterval(POLL)
          .until(
              () -> {
                keepAwake();
                Map<TopicPartition, Long> taken = committed(admin, "events");
                return ends.entrySet().stream()
                    .allMatch(end -> end.getValue() <= taken.getOrDefault(end.getKey(), 0L));
              });
    }
    job.triggerSavepoint(savepoints, SavepointFormatType.CANONICAL).get();
  }

  private Map<TopicPartition, Long> ends(Admin admin) throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int p = 0; p < PARTITIONS; p++) {
      latest.put(new TopicPartition(topic("events"), p), OffsetSpec.latest());
    }
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin.listOffsets(latest).all().get().forEach((tp, end) -> ends.put(tp, end.offset()));
    return ends;
  }

  /** An idle source commits its offsets every ten seconds only. */
  private void keepAwake() {
    List<ProducerRecord<byte[], byte[]>> deletesOfNothing =
        java.util.stream.IntStream.range(0, PARTITIONS)
            .mapToObj(p -> new ProducerRecord<byte[], byte[]>(topic("events"), p, UNKNOWN_ID, null))
            .toList();
    topics.send(deletesOfNothing);
  }

  private Map<TopicPartition, Long> committed(Admin admin, String topic) throws Exception {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(name + "-" + topic).partitionsToOffsetAndMetadata().get();
    committed.forEach(
        (tp, offset) -> {
          if (offset != null) {
            offsets.put(tp, offset.offset());
          }
        });
    return offsets;
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }
}
