package io.flinkiscc.testing;

import static io.flinkiscc.testing.KafkaTopics.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What every broker that tests use can do. */
public abstract class BrokerContract {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The broker under test; the same one for all tests of a class. */
  protected abstract String bootstrapServers();

  private KafkaTopics topics() {
    return new KafkaTopics(bootstrapServers());
  }

  @Test
  protected void recordsComeBackWithKeyValueAndTimestamp() {
    String topic = "roundtrip";
    topics().create(topic, 3, Map.of("cleanup.policy", "compact"));
    long lastYear = 1_740_815_882_590L;
    List<ProducerRecord<byte[], byte[]>> sent =
        IntStream.range(0, 100)
            .mapToObj(i -> text(topic, "k" + i, i == 7 ? null : "v" + i, lastYear + i))
            .toList();

    topics().send(sent);

    assertThat(topics().readCommitted(topic))
        .extracting(r -> text(r.key()) + "=" + text(r.value()) + "@" + r.timestamp())
        .containsExactlyInAnyOrderElementsOf(
            sent.stream()
                .map(r -> text(r.key()) + "=" + text(r.value()) + "@" + r.timestamp())
                .toList());
    assertThat(topics().readCommitted(topic))
        .extracting(ConsumerRecord::partition)
        .contains(0, 1, 2);
  }

  @Test
  protected void onlyCommittedTransactionsAreSeen() {
    String topic = "transactions";
    topics().create(topic, 1);

    topics().send(List.of(text(topic, "k", "plain")));
    topics().sendAborted("writer", List.of(text(topic, "k", "aborted")));
    topics().sendCommitted("writer", List.of(text(topic, "k", "committed")));
    try (var open = topics().transactionalProducer("other-writer")) {
      open.beginTransaction();
      KafkaTopics.sendAll(open, List.of(text(topic, "k", "open")));

      // A commit has succeeded before its marker can be read.
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(topics().readCommittedText(topic))
                      .containsExactly("plain", "committed"));
      assertThat(topics().readUncommitted(topic))
          .extracting(r -> text(r.value()))
          .containsExactly("plain", "aborted", "committed", "open");
      open.abortTransaction();
    }
  }

  @Test
  protected void topicThatExistsIsRefused() {
    topics().create("twice", 1);

    assertThatThrownBy(() -> topics().create("twice", 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("topic 'twice' was not created")
        .hasMessageContaining("already exists");
  }
}
