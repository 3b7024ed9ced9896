package io.flinkiscc.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.KafkaRecords;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.testing.GoldenData;
import io.flinkiscc.testing.KafkaTopics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A job over topics of its own, with failures where its plan says so. */
final class KafkaPipeline {

  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final String name;
  private final String bootstrapServers;
  private final KafkaTopics topics;
  private final Configuration config = new Configuration();
  private FailurePlan plan;

  KafkaPipeline(String name, String bootstrapServers, String checkpoints) {
    this.name = name;
    this.bootstrapServers = bootstrapServers;
    this.topics = new KafkaTopics(bootstrapServers);
    this.plan = FailurePlan.register(name, Set.of());
    for (String topic : List.of("events", "queries", "enriched", "dead")) {
      topics.create(topic(topic), PARTITIONS);
    }
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(150));
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1000);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
  }

  KafkaPipeline unaligned() {
    config.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    return this;
  }

  FailurePlan failAt(Set<Long> points) {
    plan = FailurePlan.register(name, points);
    return plan;
  }

  /** Starts the job with so many index tasks, from a checkpoint if one is given. */
  JobClient start(int parallelism, String checkpoint) throws Exception {
    Configuration own = new Configuration(config);
    if (checkpoint != null) {
      own.set(StateRecoveryOptions.SAVEPOINT_PATH, checkpoint);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(own);
    env.setParallelism(2);
    IngestRecords ingest =
        IngestRecords.parse(source(env, "events"), new IsccJsonFormat(0), "parse-events");
    DataStream<AssetOp> changes =
        ingest
            .changes()
            .map(new FailurePlan.Injector<>(name))
            .returns(AssetOpSerializer.TYPE)
            .uid("fail-changes");
    QueryRecords asked =
        QueryRecords.parse(source(env, "queries"), new QueryFormat(0), "parse-queries");
    DataStream<QueryRecord> queries =
        asked.queries().map(new FailurePlan.Injector<>(name)).uid("fail-queries");
    IsccIndex.builder()
        .realm(0)
        .parallelism(parallelism)
        .rules(MatchRules.compatible())
        .queryTimeout(Duration.ofMinutes(2))
        .engine(EngineOptions.builder().shardMaxAssets(60).build())
        .build()
        .ingest(changes)
        .enrich(queries)
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

  private DataStream<RawRecord> source(StreamExecutionEnvironment env, String topic) {
    return env.fromSource(
            KafkaRecords.source()
                .bootstrapServers(bootstrapServers)
                .topic(topic(topic))
                .groupId(name + "-" + topic)
                .build(),
            WatermarkStrategy.noWatermarks(),
            topic)
        .uid(topic);
  }

  String topic(String topic) {
    return name + "-" + topic;
  }

  void sendEvents(int from, int to) {
    send("events", GoldenData.events().subList(from, to));
  }

  void sendQueries() {
    send("queries", GoldenData.queries());
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

  List<String> committedResults() {
    return topics.readCommittedText(topic("enriched"));
  }

  List<String> committedDeadLetters() {
    return topics.readCommittedText(topic("dead"));
  }

  /**
   * Waits until the index has applied every event sent so far: a checkpoint covers them, and a
   * savepoint, whose barriers overtake nothing, has gone through all tasks since.
   */
  void awaitEventsApplied(JobClient job, Path savepoints) throws Exception {
    Map<TopicPartition, Long> ends = new HashMap<>();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      for (int p = 0; p < PARTITIONS; p++) {
        latest.put(new TopicPartition(topic("events"), p), OffsetSpec.latest());
      }
      admin.listOffsets(latest).all().get().forEach((tp, end) -> ends.put(tp, end.offset()));
      await().atMost(PATIENCE).until(() -> checkpointCovers(admin, ends));
    }
    job.triggerSavepoint(savepoints.toUri().toString(), SavepointFormatType.CANONICAL).get();
  }

  private boolean checkpointCovers(Admin admin, Map<TopicPartition, Long> ends) throws Exception {
    // An idle source commits its offsets every ten seconds only; deletes of nothing keep it awake.
    List<ProducerRecord<byte[], byte[]>> deletesOfNothing = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      deletesOfNothing.add(
          new ProducerRecord<>(topic("events"), p, "ISCC:MAIAAAAAAAAAAAAA".getBytes(UTF_8), null));
    }
    topics.send(deletesOfNothing);
    var committed =
        admin.listConsumerGroupOffsets(name + "-events").partitionsToOffsetAndMetadata().get();
    return ends.entrySet().stream()
        .allMatch(
            end -> {
              var offset = committed.get(end.getKey());
              return end.getValue() <= (offset == null ? 0 : offset.offset());
            });
  }
}
