package io.flinkiscc.cli;

import static io.flinkiscc.testing.KafkaTopics.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.testing.BrokerContract;
import io.flinkiscc.testing.KafkaTopics;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Exit;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerITCase extends BrokerContract {
  private static EmbeddedBroker broker;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void closeBroker() {
    broker.close();
  }

  @Override
  protected String bootstrapServers() {
    return broker.bootstrapServers();
  }

  @Test
  void secondBrokerRunsSideBySide() {
    broker.createTopic("shared-name", 1, Map.of());
    KafkaTopics first = new KafkaTopics(broker.bootstrapServers());
    first.send(List.of(text("shared-name", "k", "first")));
    try (EmbeddedBroker other = EmbeddedBroker.start()) {
      assertThat(other.bootstrapServers()).isNotEqualTo(broker.bootstrapServers());
      other.createTopic("shared-name", 2, Map.of("cleanup.policy", "compact"));
      KafkaTopics second = new KafkaTopics(other.bootstrapServers());
      second.sendCommitted("writer", List.of(text("shared-name", "k", "second")));

      assertThat(first.readCommittedText("shared-name")).containsExactly("first");
      assertThat(second.readCommittedText("shared-name")).containsExactly("second");
    }
    first.send(List.of(text("shared-name", "k", "still there")));
    assertThat(first.readCommittedText("shared-name")).containsExactly("first", "still there");
  }

  @Test
  void closingDeletesTheFiles(@TempDir Path parent) {
    EmbeddedBroker other = EmbeddedBroker.start(() -> LoopbackPorts.free(2), parent);
    assertThat(parent).isNotEmptyDirectory();

    other.close();
    other.close();

    assertThat(parent).isEmptyDirectory();
    assertThatThrownBy(() -> other.createTopic("late", 1, Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("topic 'late' was not created: the broker is closed");
  }

  @Test
  void takenPortsAreReplacedByOthers(@TempDir Path parent) throws Throwable {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int takenPort = taken.getLocalPort();
      int[] free = LoopbackPorts.free(4);
      Deque<int[]> ports = new ArrayDeque<>();
      ports.add(new int[] {takenPort, free[0]});
      ports.add(new int[] {free[1], takenPort});
      ports.add(new int[] {free[2], free[3]});
      withoutKafkaLog(
          () -> {
            try (EmbeddedBroker other = EmbeddedBroker.start(ports::remove, parent)) {
              assertThat(other.bootstrapServers()).isEqualTo("127.0.0.1:" + free[2]);
              other.createTopic("works", 1, Map.of());
            }
          });
    }
    assertThat(parent).isEmptyDirectory();
  }

  @Test
  void portsThatStayTakenAreReported(@TempDir Path parent) throws Throwable {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int takenPort = taken.getLocalPort();
      AtomicInteger starts = new AtomicInteger();
      Supplier<int[]> ports =
          () -> {
            starts.incrementAndGet();
            return new int[] {LoopbackPorts.free(1)[0], takenPort};
          };
      withoutKafkaLog(
          () ->
              assertThatThrownBy(() -> EmbeddedBroker.start(ports, parent))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessageContaining("The embedded Kafka broker did not start on ports")
                  .hasRootCauseInstanceOf(BindException.class));
      assertThat(starts).hasValue(5);
      assertThat(parent).isEmptyDirectory();
    }
  }

  @Test
  void fatalFaultInKafkaDoesNotEndTheJvm() {
    Exit.exit(1, "a fault made up by a test");
    Exit.halt(1, "a fault made up by a test");

    new KafkaTopics(broker.bootstrapServers()).create("after-fault", 1);
    assertThat(new KafkaTopics(broker.bootstrapServers()).readCommitted("after-fault")).isEmpty();
  }

  /** Kafka logs a port in use with several stack traces, which here only hide real trouble. */
  private static void withoutKafkaLog(ThrowingCallable test) throws Throwable {
    List<String> loggers = List.of("kafka", "org.apache.kafka");
    loggers.forEach(name -> Configurator.setLevel(name, Level.OFF));
    try {
      test.call();
    } finally {
      loggers.forEach(name -> Configurator.setLevel(name, Level.ERROR));
    }
  }
}
