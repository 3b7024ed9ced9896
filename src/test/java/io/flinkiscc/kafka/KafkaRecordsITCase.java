package io.flinkiscc.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flinkiscc.cli.EmbeddedBroker;
import io.flinkiscc.testing.KafkaTopics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KafkaRecordsITCase {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String MAX_MESSAGE = "max.message.bytes";

  @RegisterExtension
  private static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private static final AtomicBoolean FAILED = new AtomicBoolean();

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private static StreamExecutionEnvironment environment(int parallelism) {
    Configuration settings = new Configuration();
    // Fails the job if any record would fall back to Kryo.
    settings.set(PipelineOptions.GENERIC_TYPES, false);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 3);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
    env.setParallelism(parallelism);
    env.enableCheckpointing(200);
    return env;
  }

  private static RecordSourceBuilder source(String topic) {
    return KafkaRecords.source()
        .bootstrapServers(broker.bootstrapServers())
        .topic(topic)
        .groupId("group-of-" + topic);
  }

  private static DataStream<RawRecord> read(
      StreamExecutionEnvironment env, RecordSourceBuilder source) {
    return env.fromSource(source.build(), WatermarkStrategy.noWatermarks(), "records");
  }

  private static List<RawRecord> readAll(RecordSourceBuilder source) throws Exception {
    List<RawRecord> records = new ArrayList<>();
    try (var iterator = read(environment(1), source.bounded(true)).executeAndCollect()) {
      iterator.forEachRemaining(records::add);
    }
    return records;
  }

  private static List<Long> offsets(List<RawRecord> records) {
    return records.stream().map(RawRecord::offset).sorted().toList();
  }

  @Test
  void sourceHandsOnRecordsAsTheyAreAndOnlyCommittedOnes() throws Exception {
    topics.create("as-they-are", 1);
    topics.send(
        List.of(
            KafkaTopics.text("as-they-are", "k", "v", 1000),
            KafkaTopics.text("as-they-are", null, "no key", 2000),
            KafkaTopics.text("as-they-are", "tombstone", null, 3000)));
    topics.sendAborted(
        "tx-aborted", List.of(KafkaTopics.text("as-they-are", "k", "aborted", 4000)));
    topics.sendCommitted(
        "tx-committed", List.of(KafkaTopics.text("as-they-are", "k", "committed", 5000)));

    List<RawRecord> records = readAll(source("as-they-are"));

    // Offsets 3 to 5: the aborted record and the marker of its transaction lie between.
    assertThat(records)
        .containsExactly(
            new RawRecord("as-they-are", 0, 0, 1000, Raws.bytes("k"), Raws.bytes("v")),
            new RawRecord("as-they-are", 0, 1, 2000, null, Raws.bytes("no key")),
            new RawRecord("as-they-are", 0, 2, 3000, Raws.bytes("tombstone"), null),
            new RawRecord("as-they-are", 0, 5, 5000, Raws.bytes("k"), Raws.bytes("committed")));
  }

  @Test
  void startOffsetsDecideWhereToBegin() throws Exception {
    topics.create("starts", 1);
    for (int i = 0; i < 6; i++) {
      topics.send(List.of(KafkaTopics.text("starts", "k", "v" + i, 1000L * i)));
    }

    assertThat(offsets(readAll(source("starts")))).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    assertThat(offsets(readAll(source("starts").startOffsets(StartOffsets.timestamp(2500)))))
        .containsExactly(3L, 4L, 5L);
    assertThat(readAll(source("starts").startOffsets(StartOffsets.latest()))).isEmpty();
    assertThat(offsets(readAll(source("starts").startOffsets(StartOffsets.group()).groupId("new"))))
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
    commit("known", new TopicPartition("starts", 0), 4);
    assertThat(
            offsets(readAll(source("starts").startOffsets(StartOffsets.group()).groupId("known"))))
        .containsExactly(4L, 5L);
  }

  private static void commit(String group, TopicPartition partition, long offset) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(group, Map.of(partition, new OffsetAndMetadata(offset)))
          .all()
          .get();
    }
  }

  @Test
  void answersArriveExactlyOnceAcrossAFailure() throws Exception {
    topics.create("questions", 2);
    topics.create("answers", 2);
    FAILED.set(false);
    StreamExecutionEnvironment env = environment(2);
    read(env, source("questions"))
        .map(new AnswerFailingOnce())
        .sinkTo(
            KafkaRecords.enrichedSink()
                .bootstrapServers(broker.bootstrapServers())
                .topic("answers")
                .transactionalIdPrefix("answers")
                .build());
    JobClient job = env.executeAsync();
    try {
      topics.send(questions(0, 500));
      await().atMost(PATIENCE).until(() -> topics.readCommitted("answers").size() >= 500);
      topics.send(questions(500, 1000));
      await().atMost(PATIENCE).until(() -> topics.readCommitted("answers").size() >= 1000);
    } finally {
      job.cancel().get();
    }

    List<ConsumerRecord<byte[], byte[]>> answers = topics.readCommitted("answers");
    assertThat(FAILED).isTrue();
    assertThat(answers.stream().map(answer -> KafkaTopics.text(answer.key())))
        .containsExactlyInAnyOrderElementsOf(
            questions(0, 1000).stream().map(q -> KafkaTopics.text(q.key())).toList());
    for (ConsumerRecord<byte[], byte[]> answer : answers) {
      assertThat(Schemas.faults(Schemas.ENRICHED, answer.value())).isEmpty();
    }
  }

  private static List<ProducerRecord<byte[], byte[]>> questions(int from, int to) {
    List<ProducerRecord<byte[], byte[]>> questions = new ArrayList<>();
    for (int i = from; i < to; i++) {
      questions.add(KafkaTopics.text("questions", "q" + i, String.valueOf(i)));
    }
    return questions;
  }

  /** Answers each record by its key, and fails once in the second half. */
  private static final class AnswerFailingOnce implements MapFunction<RawRecord, EnrichedRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public EnrichedRecord map(RawRecord record) {
      if (KafkaTopics.text(record.value()).equals("750") && FAILED.compareAndSet(false, true)) {
        throw new IllegalStateException("failure wanted by the test");
      }
      return EnrichedRecord.builder(KafkaTopics.text(record.key()), Status.OK)
          .completeness(Completeness.EXACT)
          .build();
    }
  }

  @Test
  void deadLettersOfTheLargestRecordsFitIntoTopicsWithDefaultSettings() throws Exception {
    topics.create("large", 1, Map.of(MAX_MESSAGE, "12000000"));
    topics.create("large-dead", 1);
    topics.send(
        List.of(
            new ProducerRecord<>("large", random(10_000), random(1_000_000)),
            new ProducerRecord<>("large", random(50_000), random(10_000_000))));
    StreamExecutionEnvironment env = environment(1);
    read(env, source("large").bounded(true))
        .map(new Refusal())
        .sinkTo(
            KafkaRecords.deadLetterSink()
                .bootstrapServers(broker.bootstrapServers())
                .topic("large-dead")
                .transactionalIdPrefix("large-dead")
                .build());
    env.execute();

    List<JsonNode> letters = values("large-dead");
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).get("value").binaryValue()).hasSize(1_000_000);
    assertThat(letters.get(0).get("value_sha256").isNull()).isTrue();
    assertThat(letters.get(1).get("value_size").asInt()).isEqualTo(10_000_000);
    assertThat(letters.get(1).get("value").binaryValue()).hasSize(1_000_000);
    assertThat(letters.get(1).get("reason").asText()).isEqualTo("too-large");
  }

  /** Bytes that cannot be compressed. */
  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Reads each record as an ingest record, which it is not. */
  private static final class Refusal implements MapFunction<RawRecord, DeadLetter> {
    private static final long serialVersionUID = 1L;

    @Override
    public DeadLetter map(RawRecord record) {
      try {
        throw new IllegalStateException("accepted: " + new IsccJsonFormat(0).parse(record));
      } catch (RecordRejectedException e) {
        return DeadLetter.of(record, e);
      }
    }
  }

  @Test
  void answersUpToTheLimitFitIntoTopicsWithDefaultSettingsAndLargerOnesAreReplaced()
      throws Exception {
    topics.create("payloads", 1, Map.of(MAX_MESSAGE, "12000000"));
    topics.create("large-answers", 1);
    topics.send(
        List.of(
            KafkaTopics.text("payloads", "fits", "x".repeat(999_800)),
            KafkaTopics.text("payloads", "too-large", "x".repeat(4_000_000))));
    StreamExecutionEnvironment env = environment(1);
    read(env, source("payloads").bounded(true))
        .map(new Echo())
        .sinkTo(
            KafkaRecords.enrichedSink()
                .bootstrapServers(broker.bootstrapServers())
                .topic("large-answers")
                .delivery(DeliveryGuarantee.AT_LEAST_ONCE)
                .build());
    env.execute();

    List<JsonNode> answers = values("large-answers");
    assertThat(answers)
        .extracting(a -> a.get("query_id").asText())
        .containsExactly("fits", "too-large");
    assertThat(answers.get(0).get("payload").asText()).hasSize(999_800);
    assertThat(answers.get(1).get("status").asText()).isEqualTo("invalid");
    assertThat(answers.get(1).has("payload")).isFalse();
  }

  /** Answers with the record as payload. */
  private static final class Echo implements MapFunction<RawRecord, EnrichedRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public EnrichedRecord map(RawRecord record) {
      return EnrichedRecord.builder(KafkaTopics.text(record.key()), Status.OK)
          .completeness(Completeness.EXACT)
          .payloadJson("\"" + KafkaTopics.text(record.value()) + "\"")
          .build();
    }
  }

  private static List<JsonNode> values(String topic) throws IOException {
    List<JsonNode> values = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : topics.readCommitted(topic)) {
      values.add(Schemas.JSON.readTree(record.value()));
    }
    return values;
  }
}
