package io.flinkiscc.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;

/**
 * The {@code server.properties} of one small Kafka node that is broker and controller at once, for
 * demonstrations and tests on one machine: it listens on the loopback interface only, every
 * internal topic has one replica, and records are kept whatever their timestamps say.
 */
public final class BrokerSettings {
  private BrokerSettings() {}

  /**
   * The settings of a node.
   *
   * @param data directory of its log; made when the node is formatted
   * @param brokerPort port for clients
   * @param controllerPort port for the node's own controller
   * @return new properties, the caller's to change
   */
  public static Properties of(Path data, int brokerPort, int controllerPort) {
    Properties settings = new Properties();
    String broker = "PLAINTEXT://127.0.0.1:" + brokerPort;
    settings.put("process.roles", "broker,controller");
    settings.put("node.id", "1");
    settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    settings.put("listeners", broker + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.put("advertised.listeners", broker);
    settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    settings.put("controller.listener.names", "CONTROLLER");
    settings.put("inter.broker.listener.name", "PLAINTEXT");
    settings.put("log.dirs", data.toAbsolutePath().toString());

    settings.put("default.replication.factor", "1");
    settings.put("min.insync.replicas", "1");
    settings.put("offsets.topic.replication.factor", "1");
    settings.put("offsets.topic.num.partitions", "1");
    settings.put("transaction.state.log.replication.factor", "1");
    settings.put("transaction.state.log.min.isr", "1");
    settings.put("transaction.state.log.num.partitions", "4");
    settings.put("share.coordinator.state.topic.replication.factor", "1");
    settings.put("share.coordinator.state.topic.min.isr", "1");
    settings.put("share.coordinator.state.topic.num.partitions", "1");

    settings.put("auto.create.topics.enable", "false");
    settings.put("group.initial.rebalance.delay.ms", "0");
    // Retention goes by record timestamps: replayed events of last year would vanish in minutes.
    settings.put("log.retention.ms", "-1");

    // The default cleaner buffer alone takes 128 MB of heap at start.
    settings.put("log.cleaner.dedupe.buffer.size", "2097152");
    settings.put("num.network.threads", "2");
    settings.put("num.io.threads", "4");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "1");

    // A killed node may come back only when its old session is over.
    settings.put("broker.session.timeout.ms", "3000");
    settings.put("broker.heartbeat.interval.ms", "500");
    return settings;
  }

  /**
   * Formats the node's log directory, as Kafka wants it before the first start; a directory that is
   * formatted already stays as it is.
   *
   * @param settings of the node
   * @param file where the settings are written
   * @throws IllegalStateException if Kafka refuses, with what it said
   */
  public static void format(Properties settings, Path file) {
    try (OutputStream out = Files.newOutputStream(file)) {
      settings.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] command = {
      "format",
      "--ignore-formatted",
      "--cluster-id",
      Uuid.randomUuid().toString(),
      "--config",
      file.toString()
    };
    int status = StorageTool.execute(command, new PrintStream(said, true, StandardCharsets.UTF_8));
    if (status != 0) {
      throw new IllegalStateException(
          "Kafka did not format %s (status %d): %s"
              .formatted(
                  settings.getProperty("log.dirs"), status, said.toString(StandardCharsets.UTF_8)));
    }
  }
}
