package io.flinkiscc.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates topics and waits until they can be used. */
public final class TopicCreator {
  private static final int TIMEOUT_MILLIS = 30_000;

  private TopicCreator() {}

  /**
   * Creates a topic and waits until every partition of it has a leader.
   *
   * @param bootstrapServers of the Kafka cluster
   * @param topic name, partitions, replication and settings
   * @throws IllegalStateException if Kafka refuses (the topic exists, a setting is unknown), is not
   *     reached within 30 s, or the topic is not usable within further 30 s
   */
  public static void create(String bootstrapServers, NewTopic topic) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", bootstrapServers,
            "request.timeout.ms", TIMEOUT_MILLIS,
            "default.api.timeout.ms", TIMEOUT_MILLIS);
    try (Admin admin = Admin.create(settings)) {
      admin.createTopics(List.of(topic)).all().get();
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TIMEOUT_MILLIS);
      while (!isServed(admin, topic)) {
        if (System.nanoTime() > deadline) {
          throw notCreated(topic, new TimeoutException("a partition still has no leader"));
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    } catch (ExecutionException e) {
      throw notCreated(topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notCreated(topic, e);
    }
  }

  private static boolean isServed(Admin admin, NewTopic topic)
      throws InterruptedException, ExecutionException {
    try {
      TopicDescription description =
          admin.describeTopics(List.of(topic.name())).allTopicNames().get().get(topic.name());
      return description.partitions().stream().allMatch(TopicCreator::hasLeader);
    } catch (ExecutionException e) {
      // The controller has the topic; the picture of the broker asked may lag a moment behind.
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false;
      }
      throw e;
    }
  }

  private static boolean hasLeader(TopicPartitionInfo partition) {
    return partition.leader() != null && !partition.leader().isEmpty();
  }

  private static IllegalStateException notCreated(NewTopic topic, Throwable cause) {
    String reason = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return new IllegalStateException(
        "topic '%s' was not created: %s".formatted(topic.name(), reason), cause);
  }
}
