package io.flinkiscc.testing;

import static io.flinkiscc.testing.KafkaTopics.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a broker that a test can kill does beyond the common contract. */
abstract class TestBrokerContract extends BrokerContract {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  abstract TestBroker broker();

  @Override
  protected String bootstrapServers() {
    return broker().bootstrapServers();
  }

  @Test
  void killAndRestartKeepCommittedData() {
    String address = bootstrapServers();
    KafkaTopics topics = new KafkaTopics(address);
    topics.create("survivor", 2);
    topics.send(List.of(text("survivor", "k", "plain")));
    topics.sendAborted("writer", List.of(text("survivor", "k", "aborted")));
    topics.sendCommitted("writer", List.of(text("survivor", "k", "committed")));

    broker().kill();
    broker().restart();

    assertThat(bootstrapServers()).isEqualTo(address);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(topics.readCommittedText("survivor"))
                    .containsExactly("plain", "committed"));
  }

  @Test
  void openTransactionIsCommittedAfterTheRestart() {
    KafkaTopics topics = new KafkaTopics(bootstrapServers());
    topics.create("open-at-kill", 1);
    try (var producer = topics.transactionalProducer("survivor")) {
      for (int life = 0; life < 2; life++) {
        producer.beginTransaction();
        KafkaTopics.sendAll(producer, List.of(text("open-at-kill", "k", "life " + life)));
        broker().kill();
        broker().restart();
        producer.commitTransaction();
      }
    }

    // A commit has succeeded before its marker can be read.
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(topics.readCommittedText("open-at-kill"))
                    .containsExactly("life 0", "life 1"));
  }
}
