package io.flinkiscc.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.cli.EmbeddedBroker;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.testing.KafkaTopics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jobs as they are started, against a real broker. */
class IsccJobITCase {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String ID = IsccId.of(0, 0x0123456789abcdefL).canonical();
  private static final String UNIT =
      IsccUnit.of(UnitType.DATA_NONE_V0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}).canonical();

  private static EmbeddedBroker broker;
  private static KafkaTopics topics;

  @TempDir java.nio.file.Path checkpoints;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    topics = new KafkaTopics(broker.bootstrapServers());
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @Test
  void recordsComeInAndMatchesAndDeadLettersGoOut() throws Exception {
    JobConfig config = config("enrich");
    JobClient job = start(JobKind.ENRICH, config);
    try {
      topics.send(
          List.of(
              KafkaTopics.text(
                  "enrich-ingest", ID, "{\"iscc_id\":\"" + ID + "\",\"units\":[\"" + UNIT + "\"]}"),
              KafkaTopics.text("enrich-ingest", "bad", "{"),
              KafkaTopics.text("enrich-queries", "bad-query", "{\"limit\":0}")));
      // A query sees what the index knew when it came, so it is asked until the record is there.
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                topics.send(
                    List.of(
                        KafkaTopics.text("enrich-queries", "q", "{\"units\":[\"" + UNIT + "\"]}")));
                assertThat(topics.readCommittedText("enrich-enriched"))
                    .anyMatch(result -> result.contains("\"iscc_id\":\"" + ID + "\""))
                    .anyMatch(result -> result.contains("\"query_id\":\"bad-query\""));
              });
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(topics.readCommittedText("enrich-dead")).hasSize(2));
    } finally {
      job.cancel().get();
    }
    assertThat(checkpoints).isNotEmptyDirectory();
  }

  @Test
  void anIndexIsFedWithoutQueries() throws Exception {
    JobClient job = start(JobKind.INGEST, config("ingest"));
    try {
      topics.send(List.of(KafkaTopics.text("ingest-ingest", "bad", "{")));
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(topics.readCommittedText("ingest-dead"))
                      .singleElement()
                      .asString()
                      .contains("malformed-json"));
    } finally {
      job.cancel().get();
    }
  }

  @Test
  void assetsExpireByTheTimestampsOfTheTopic() throws Exception {
    Map<String, String> options = new HashMap<>(options("retention"));
    options.put("index.retention", "1000 d");
    JobClient job = start(JobKind.ENRICH, JobConfig.of(options));
    try {
      topics.send(List.of(put("retention-ingest", 1, Duration.ofDays(1500))));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertKnown(lastAnswer("retention", 1)));
      // The first is too old now that there is a record of today in each partition.
      for (int key = 10; key < 60; key++) {
        topics.send(List.of(put("retention-ingest", key, Duration.ZERO)));
      }
      topics.send(List.of(put("retention-ingest", 2, Duration.ofDays(1001))));
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                assertKnown(lastAnswer("retention", 10));
                assertThat(lastAnswer("retention", 1)).contains("not_found");
                assertThat(lastAnswer("retention", 2)).contains("not_found");
              });
    } finally {
      job.cancel().get();
    }
  }

  private static void assertKnown(String answer) {
    assertThat(answer).contains("completeness").doesNotContain("not_found");
  }

  private static String id(int key) {
    return IsccId.of(0, key).canonical();
  }

  private static ProducerRecord<byte[], byte[]> put(String topic, int key, Duration age) {
    String json = "{\"iscc_id\":\"" + id(key) + "\",\"units\":[\"" + UNIT + "\"]}";
    long timestamp = System.currentTimeMillis() - age.toMillis();
    return new ProducerRecord<>(
        topic, null, timestamp, id(key).getBytes(UTF_8), json.getBytes(UTF_8));
  }

  /** Asks by ISCC-ID and gives the last answer to a question of that kind. */
  private static String lastAnswer(String prefix, int key) {
    String query = "q" + key;
    topics.send(
        List.of(
            KafkaTopics.text(
                prefix + "-queries", query, "{\"iscc_id\":\"" + id(key) + "\",\"limit\":100}")));
    return topics.readCommittedText(prefix + "-enriched").stream()
        .filter(answer -> answer.contains("\"" + query + "\""))
        .reduce("", (earlier, later) -> later);
  }

  private static JobClient start(JobKind kind, JobConfig config) throws Exception {
    new TopicSetup(config).prepare(kind);
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(2, new Configuration());
    kind.build(env, config);
    return env.executeAsync(kind.jobName());
  }

  private JobConfig config(String prefix) {
    return JobConfig.of(options(prefix));
  }

  private Map<String, String> options(String prefix) {
    return Map.ofEntries(
        Map.entry("kafka.bootstrap-servers", broker.bootstrapServers()),
        Map.entry("index.realm", "0"),
        Map.entry("transactional-id-prefix", prefix),
        Map.entry("ingest.topic", prefix + "-ingest"),
        Map.entry("query.topic", prefix + "-queries"),
        Map.entry("enriched.topic", prefix + "-enriched"),
        Map.entry("dead-letter.topic", prefix + "-dead"),
        Map.entry("topics.create", "true"),
        Map.entry("parallelism", "2"),
        Map.entry("checkpoint.interval", "500 ms"),
        Map.entry("checkpoint.directory", checkpoints.toUri().toString()));
  }
}
