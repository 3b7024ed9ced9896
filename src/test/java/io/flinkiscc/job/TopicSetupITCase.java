package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.cli.EmbeddedBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TopicSetupITCase {

  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @Test
  void missingTopicsAreRefusedWithTheirOptions() {
    broker.createTopic("refused-queries", 1, Map.of());
    JobConfig config = config("refused", Map.of());
    assertThatThrownBy(() -> new TopicSetup(config).prepare(JobKind.ENRICH))
        .isInstanceOf(JobSetupException.class)
        .hasMessageContaining(broker.bootstrapServers())
        .hasMessageContaining("topic \"refused-ingest\" (ingest.topic)")
        .hasMessageContaining("topic \"refused-enriched\" (enriched.topic)")
        .hasMessageContaining("topic \"refused-dead\" (dead-letter.topic)")
        .hasMessageContaining("set topics.create to true")
        .hasMessageNotContaining("query.topic");
  }

  @Test
  void missingTopicsAreCreatedIfAskedFor() throws Exception {
    broker.createTopic("created-queries", 1, Map.of());
    JobConfig config =
        config(
            "created",
            Map.of(
                "topics.create", "true",
                "topics.partitions", "2",
                "ingest.max-record-size", "3 mb"));
    TopicSetup setup = new TopicSetup(config);
    assertThat(setup.prepare(JobKind.INGEST)).containsExactly("created-ingest", "created-dead");
    assertThat(setup.prepare(JobKind.ENRICH)).containsExactly("created-enriched");
    assertThat(setup.prepare(JobKind.ENRICH)).isEmpty();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      var topics =
          admin
              .describeTopics(List.of("created-ingest", "created-queries", "created-enriched"))
              .allTopicNames()
              .get();
      assertThat(topics.get("created-ingest").partitions()).hasSize(2);
      assertThat(topics.get("created-enriched").partitions()).hasSize(2);
      assertThat(topics.get("created-queries").partitions()).hasSize(1);
      ConfigResource ingest = new ConfigResource(ConfigResource.Type.TOPIC, "created-ingest");
      var settings = admin.describeConfigs(List.of(ingest)).all().get().get(ingest);
      assertThat(settings.get("cleanup.policy").value()).isEqualTo("compact");
      assertThat(Integer.parseInt(settings.get("max.message.bytes").value()))
          .isGreaterThan(3 << 20);
    }
  }

  @Test
  void whatTheBrokerRefusesIsTold() {
    JobConfig config = config("copies", Map.of("topics.create", "true", "topics.replication", "3"));
    assertThatThrownBy(() -> new TopicSetup(config).prepare(JobKind.INGEST))
        .isInstanceOf(JobSetupException.class)
        .hasMessageStartingWith("cannot create topic \"copies-ingest\" (ingest.topic) on ")
        .hasMessageContaining("eplication factor");
  }

  @Test
  void transactionsLongerThanTheBrokersAllowAreRefused() {
    JobConfig config = config("long", Map.of("transaction-timeout", "12 d"));
    assertThatThrownBy(() -> new TopicSetup(config).prepare(JobKind.INGEST))
        .isInstanceOf(JobSetupException.class)
        .hasMessageStartingWith("transaction-timeout is 1036800000 ms, but the brokers at ")
        .hasMessageContaining("transaction.max.timeout.ms");
  }

  @Test
  void brokersThatDoNotAnswerAreNamed() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String servers = "127.0.0.1:" + silent.getLocalPort();
      JobConfig config = config("silent", Map.of("kafka.bootstrap-servers", servers));
      assertThatThrownBy(
              () -> new TopicSetup(config, Duration.ofSeconds(1)).prepare(JobKind.INGEST))
          .isInstanceOf(JobSetupException.class)
          .hasMessageStartingWith(
              "no Kafka broker has answered within 1 s; kafka.bootstrap-servers is \""
                  + servers
                  + "\"");
    }
  }

  @Test
  void hostsThatDoNotExistAreNamed() {
    JobConfig config = config("nowhere", Map.of("kafka.bootstrap-servers", "nowhere.invalid:9092"));
    assertThatThrownBy(() -> new TopicSetup(config).prepare(JobKind.INGEST))
        .isInstanceOf(JobSetupException.class)
        .hasMessageContaining("kafka.bootstrap-servers \"nowhere.invalid:9092\"");
  }

  @Test
  void theCommandStartsNoJobWithoutItsTopics() {
    StringWriter err = new StringWriter();
    int code =
        new CommandLine(new EnrichCommand())
            .setErr(new PrintWriter(err))
            .setExecutionExceptionHandler(
                (failed, command, parsed) -> {
                  command.getErr().println(failed.getMessage());
                  return 1;
                })
            .execute(
                "--set",
                "kafka.bootstrap-servers=" + broker.bootstrapServers(),
                "--set",
                "index.realm=0",
                "--set",
                "delivery=at-least-once",
                "--set",
                "ingest.topic=not-there");
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("topic \"not-there\" (ingest.topic)");
  }

  private static JobConfig config(String prefix, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("kafka.bootstrap-servers", broker.bootstrapServers());
    settings.put("index.realm", "0");
    settings.put("transactional-id-prefix", "t");
    settings.put("ingest.topic", prefix + "-ingest");
    settings.put("query.topic", prefix + "-queries");
    settings.put("enriched.topic", prefix + "-enriched");
    settings.put("dead-letter.topic", prefix + "-dead");
    settings.putAll(more);
    return JobConfig.of(settings);
  }
}
