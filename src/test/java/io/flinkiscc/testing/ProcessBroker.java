package io.flinkiscc.testing;

import io.flinkiscc.cli.BrokerSettings;
import io.flinkiscc.cli.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A Kafka broker in a JVM of its own, which can be killed for real. A start takes about two
 * seconds, a restart after {@link #kill()} about four, because the broker's old session has to end
 * first; memory is 180 MB. Not safe for several threads.
 */
public final class ProcessBroker implements TestBroker {
  private static final int MAX_STARTS = 3;

  private final Path directory;
  private final int port;
  private Process process;

  private ProcessBroker(Path directory, int port) {
    this.directory = directory;
    this.port = port;
  }

  /** Starts a broker with files in a temporary directory; returns when it takes requests. */
  public static ProcessBroker start() {
    for (int start = 1; ; start++) {
      ProcessBroker broker = prepare();
      try {
        broker.restart();
        return broker;
      } catch (RuntimeException e) {
        boolean portTaken = broker.log().contains("Address already in use");
        broker.close();
        if (!portTaken || start == MAX_STARTS) {
          throw e;
        }
      }
    }
  }

  private static ProcessBroker prepare() {
    try {
      Path directory = Files.createTempDirectory("flink-iscc-process-kafka-");
      int[] ports = LoopbackPorts.free(2);
      Properties settings = BrokerSettings.of(directory.resolve("data"), ports[0], ports[1]);
      BrokerSettings.format(settings, directory.resolve("server.properties"));
      return new ProcessBroker(directory, ports[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Process id of the broker's JVM. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void restart() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("the broker runs; kill it first");
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms64m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Dlog4j2.configurationFile=log4j2-test.properties",
            "-cp",
            System.getProperty("java.class.path"),
            ProcessBrokerMain.class.getName(),
            Long.toString(ProcessHandle.current().pid()),
            directory.resolve("server.properties").toString());
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BrokerReadiness.awaitReady(bootstrapServers(), this::checkAlive);
  }

  private void checkAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          "the broker ended with status %d:%n%s".formatted(process.exitValue(), log()));
    }
  }

  @Override
  public void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
    }
  }

  /** What the broker has logged so far, in all its lives. */
  public String log() {
    try {
      return Files.exists(logFile()) ? Files.readString(logFile()) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path logFile() {
    return directory.resolve("broker.log");
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
