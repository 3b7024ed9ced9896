package io.flinkiscc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;
import java.util.stream.Stream;
import kafka.server.Server;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker (KRaft, one node, replication 1) inside this JVM, for the demo and for tests.
 *
 * <p>It listens on free ports of the loopback interface and keeps its files in a temporary
 * directory, which {@link #close()} deletes, as does the orderly end of the JVM. Its threads keep
 * the JVM alive until one of the two. It starts in about two seconds, a further one in the same JVM
 * in a quarter of a second, and takes about 20 MB of heap. Several may run side by side.
 *
 * <p>Once one has been started, Kafka's own calls to end the JVM after a fatal fault are logged as
 * errors and otherwise ignored, in the whole JVM: such a broker is of no more use, but the program
 * around it can say so.
 *
 * <p>Safe for use by several threads.
 */
public final class EmbeddedBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final int MAX_STARTS = 5;

  private final Path directory;
  private final Server server;
  private final String bootstrapServers;
  private final Thread closeAtJvmEnd = new Thread(this::shutDown, "embedded-broker-close");
  private boolean closed;

  private EmbeddedBroker(Path directory, Server server, int port) {
    this.directory = directory;
    this.server = server;
    this.bootstrapServers = "127.0.0.1:" + port;
  }

  /**
   * Starts a broker and returns when it takes requests.
   *
   * @return the running broker; the caller closes it
   * @throws IllegalStateException if it does not start, with Kafka's reason as the cause
   * @throws UncheckedIOException if the temporary directory cannot be written
   */
  public static EmbeddedBroker start() {
    return start(() -> LoopbackPorts.free(2), Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * As {@link #start()}, on the ports supplied (broker, controller; asked again if one is taken)
   * and with the files in a new directory below the parent.
   */
  static EmbeddedBroker start(Supplier<int[]> ports, Path parent) {
    keepJvmAlive();
    for (int start = 1; ; start++) {
      int[] pair = ports.get();
      try {
        return start(pair[0], pair[1], parent);
      } catch (IllegalStateException e) {
        if (!portWasTaken(e) || start == MAX_STARTS) {
          throw e;
        }
        LOG.info("Port {} or {} was taken meanwhile, trying others", pair[0], pair[1]);
      }
    }
  }

  private static EmbeddedBroker start(int brokerPort, int controllerPort, Path parent) {
    Path directory = newDirectory(parent);
    Server server = null;
    try {
      Properties settings =
          BrokerSettings.of(directory.resolve("data"), brokerPort, controllerPort);
      BrokerSettings.format(settings, directory.resolve("server.properties"));
      server = newServer(settings);
      server.startup();
      EmbeddedBroker broker = new EmbeddedBroker(directory, server, brokerPort);
      Runtime.getRuntime().addShutdownHook(broker.closeAtJvmEnd);
      return broker;
    } catch (Throwable t) {
      stop(server);
      delete(directory);
      throw new IllegalStateException(
          "The embedded Kafka broker did not start on ports %d and %d: %s"
              .formatted(brokerPort, controllerPort, t.getMessage()),
          t);
    }
  }

  /**
   * A server of these settings. Found by name, because Kafka's POM keeps the module with the base
   * class of {@code KafkaConfig} from the compiler.
   */
  private static Server newServer(Properties settings) throws ReflectiveOperationException {
    Class<?> configType = Class.forName("kafka.server.KafkaConfig");
    try {
      Object config =
          configType
              .getMethod("fromProps", Properties.class, boolean.class)
              .invoke(null, settings, false);
      return (Server)
          Class.forName("kafka.server.KafkaRaftServer")
              .getConstructor(configType, Time.class)
              .newInstance(config, Time.SYSTEM);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    }
  }

  /**
   * Where clients connect, host and port.
   *
   * @return the value for {@code bootstrap.servers}
   */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Creates a topic with one replica and waits until the broker serves every partition of it.
   *
   * @param name of the topic
   * @param partitions how many, at least 1
   * @param config topic settings that differ from the broker's, such as {@code cleanup.policy} =
   *     {@code compact}
   * @throws IllegalStateException if Kafka refuses (the topic exists, a setting is unknown), or
   *     this broker is closed
   */
  public void createTopic(String name, int partitions, Map<String, String> config) {
    if (isClosed()) {
      throw new IllegalStateException(
          "topic '%s' was not created: the broker is closed".formatted(name));
    }
    TopicCreator.create(
        bootstrapServers, new NewTopic(name, partitions, (short) 1).configs(config));
  }

  /** Stops the broker and deletes its files. Closing again does nothing. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(closeAtJvmEnd);
    } catch (IllegalStateException jvmIsEnding) {
      LOG.debug("The JVM is ending already", jvmIsEnding);
    }
    shutDown();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void shutDown() {
    if (closed) {
      return;
    }
    closed = true;
    stop(server);
    delete(directory);
  }

  private static void stop(Server server) {
    if (server == null) {
      return;
    }
    try {
      server.shutdown();
    } catch (RuntimeException | Error e) {
      LOG.warn("The embedded Kafka broker did not stop cleanly", e);
    }
  }

  private static void keepJvmAlive() {
    Exit.Procedure onlyLog =
        (status, message) ->
            LOG.error(
                "Kafka met a fatal fault and would have ended the JVM (status {}): {}",
                status,
                message == null ? "see Kafka's log lines before this one" : message);
    Exit.setExitProcedure(onlyLog);
    Exit.setHaltProcedure(onlyLog);
  }

  private static boolean portWasTaken(Throwable t) {
    for (Throwable cause = t; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static Path newDirectory(Path parent) {
    try {
      return Files.createTempDirectory(parent, "flink-iscc-kafka-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("The broker's files in {} could not be deleted", directory, e);
    }
  }
}
