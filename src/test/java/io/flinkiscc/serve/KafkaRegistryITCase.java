package io.flinkiscc.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.testing.KafkaTopics;
import io.flinkiscc.testing.ProcessBroker;
import io.flinkiscc.testing.TestBroker;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The registry in a topic of a real broker. */
class KafkaRegistryITCase {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Endpoint LEFT = Endpoints.entry(Endpoints.JOB, 0, 2, 0, 5);
  private static final Endpoint RIGHT = Endpoints.entry(Endpoints.JOB, 1, 2, 0, 5);

  private static TestBroker broker;

  @BeforeAll
  static void start() {
    broker = ProcessBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static EndpointRegistry open(String topic) throws IOException {
    return RegistryOptions.of("kafka://" + broker.bootstrapServers() + "/" + topic).open();
  }

  @Test
  void aReaderFollowsWhatIsPublishedAndWithdrawn() throws Exception {
    try (EndpointRegistry writer = open("followed");
        EndpointRegistry reader = open("followed")) {
      assertThat(reader.list()).isEmpty();
      writer.publish(LEFT);
      writer.publish(RIGHT);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(reader.list()).containsExactlyInAnyOrder(LEFT, RIGHT));
      writer.publish(LEFT.expiringAt(9));
      writer.withdraw(RIGHT);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(reader.list()).containsExactly(LEFT.expiringAt(9)));
      try (EndpointRegistry later = open("followed")) {
        assertThat(later.list()).containsExactly(LEFT.expiringAt(9));
      }
    }
  }

  @Test
  void theTopicIsCompacted() throws Exception {
    open("created").close();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "created");
      assertThat(
              admin
                  .describeConfigs(List.of(topic))
                  .all()
                  .get()
                  .get(topic)
                  .get("cleanup.policy")
                  .value())
          .isEqualTo("compact");
    }
  }

  @Test
  void recordsThatAreNoEntriesAreSkipped() throws Exception {
    KafkaTopics topics = new KafkaTopics(broker.bootstrapServers());
    topics.create("foreign", 2);
    topics.send(
        List.of(
            KafkaTopics.text("foreign", "a", "{"),
            KafkaTopics.text("foreign", null, "no key"),
            KafkaTopics.text("foreign", "b", new String(EndpointJson.write(LEFT), UTF_8))));
    try (EndpointRegistry registry = open("foreign")) {
      registry.publish(RIGHT);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(registry.list()).containsExactly(RIGHT));
    }
  }

  @Test
  void brokersThatAreNotThereAreToldOf() {
    assertThatThrownBy(() -> RegistryOptions.of("kafka://127.0.0.1:1/t").open())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("127.0.0.1:1");
  }
}
