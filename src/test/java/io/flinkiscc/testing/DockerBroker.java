package io.flinkiscc.testing;

import com.github.dockerjava.api.model.PortBinding;
import io.flinkiscc.cli.LoopbackPorts;
import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A Kafka broker in a container of the official image. Tests that use it are annotated with {@link
 * RequiresDocker}. Not safe for several threads.
 */
public final class DockerBroker implements TestBroker {
  private final KafkaContainer container;

  private DockerBroker(KafkaContainer container) {
    this.container = container;
  }

  /** Starts a container; returns when the broker takes requests. */
  public static DockerBroker start() {
    // A fixed port, because a port chosen by Docker changes with a restart.
    PortBinding port = PortBinding.parse(LoopbackPorts.free(1)[0] + ":9092");
    KafkaContainer container =
        new KafkaContainer(Docker.KAFKA_IMAGE)
            .withEnv(
                Map.of(
                    "KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false",
                    "KAFKA_LOG_RETENTION_MS", "-1",
                    "KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000",
                    "KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500"))
            .withCreateContainerCmdModifier(
                command -> command.getHostConfig().withPortBindings(port));
    container.start();
    return new DockerBroker(container);
  }

  @Override
  public String bootstrapServers() {
    return container.getBootstrapServers();
  }

  @Override
  public void kill() {
    DockerClientFactory.lazyClient().killContainerCmd(container.getContainerId()).exec();
  }

  @Override
  public void restart() {
    DockerClientFactory.lazyClient().startContainerCmd(container.getContainerId()).exec();
    BrokerReadiness.awaitReady(bootstrapServers(), () -> {});
  }

  @Override
  public void close() {
    container.stop();
  }
}
