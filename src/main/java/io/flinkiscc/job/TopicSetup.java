package io.flinkiscc.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Sees to it that brokers answer and topics exist before a job starts: a running job would only try
 * again and again without telling why.
 */
final class TopicSetup {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Largest record that a topic takes by default. */
  private static final int BROKER_MAX_MESSAGE_BYTES = 1_048_588;

  /** Room for key, headers and frame of a record. */
  private static final int FRAME_BYTES = 64 * 1024;

  /** A dead letter holds up to 1 MB of the refused value, and that in base64. */
  private static final int DEAD_LETTER_MAX_MESSAGE_BYTES = 2 << 20;

  private final JobConfig config;
  private final Duration patience;

  TopicSetup(JobConfig config) {
    this(config, PATIENCE);
  }

  /**
   * @param patience how long an answer of the brokers is waited for
   */
  TopicSetup(JobConfig config, Duration patience) {
    this.config = config;
    this.patience = patience;
  }

  /**
   * Checks the topics of a job and creates those that are missing if the configuration says so.
   *
   * @return the topics that were created
   * @throws JobSetupException if no broker answers, the brokers allow less than is configured, or a
   *     topic is missing and stays so
   */
  List<String> prepare(JobKind job) throws JobSetupException, InterruptedException {
    try (Admin admin = admin()) {
      TransactionLimit.check(admin, requireBroker(admin), config);
      List<JobOption<String>> missing = missing(admin, job.topics());
      if (missing.isEmpty()) {
        return List.of();
      }
      if (!config.get(TopicOptions.TOPICS_CREATE)) {
        throw new JobSetupException(missingMessage(missing), null);
      }
      for (JobOption<String> topic : missing) {
        create(admin, topic);
      }
      return missing.stream().map(config::get).toList();
    }
  }

  private Admin admin() throws JobSetupException {
    Map<String, Object> properties = new HashMap<>(config.kafkaProperties());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers());
    int millis = Math.toIntExact(patience.toMillis());
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      throw new JobSetupException(
          "Kafka's client cannot start with "
              + JobOptions.BOOTSTRAP_SERVERS
              + " \""
              + servers()
              + "\": "
              + reason(e)
              + ". Correct the host names, or what "
              + JobOptions.KAFKA_PROPERTIES
              + "* says",
          e);
    }
  }

  private Node requireBroker(Admin admin) throws JobSetupException, InterruptedException {
    try {
      return admin.describeCluster().nodes().get().iterator().next();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new JobSetupException(
            "no Kafka broker has answered within "
                + patience.toSeconds()
                + " s; "
                + JobOptions.BOOTSTRAP_SERVERS
                + " is \""
                + servers()
                + "\". Start the brokers, correct the option, or give what they ask for (TLS,"
                + " login) as "
                + JobOptions.KAFKA_PROPERTIES
                + "*",
            e.getCause());
      }
      throw new JobSetupException(
          "the Kafka brokers at " + servers() + " refuse to answer: " + reason(e), e.getCause());
    }
  }

  private List<JobOption<String>> missing(Admin admin, List<JobOption<String>> topics)
      throws JobSetupException, InterruptedException {
    Map<String, ? extends KafkaFuture<?>> described =
        admin.describeTopics(topics.stream().map(config::get).toList()).topicNameValues();
    List<JobOption<String>> missing = new ArrayList<>();
    for (JobOption<String> topic : topics) {
      try {
        described.get(config.get(topic)).get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw failed("look up", topic, e);
        }
        missing.add(topic);
      }
    }
    return missing;
  }

  private void create(Admin admin, JobOption<String> topic)
      throws JobSetupException, InterruptedException {
    NewTopic created =
        new NewTopic(
                config.get(topic),
                config.get(TopicOptions.TOPICS_PARTITIONS),
                config.get(TopicOptions.TOPICS_REPLICATION).shortValue())
            .configs(topicProperties(topic));
    try {
      admin.createTopics(List.of(created)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw failed("create", topic, e);
      }
    }
  }

  /** A topic takes what the job reads from it or writes to it. */
  private Map<String, String> topicProperties(JobOption<String> topic) {
    Map<String, String> properties = new HashMap<>();
    if (topic == JobOptions.INGEST_TOPIC) {
      properties.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
      properties.put(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          String.valueOf(
              Math.max(
                  BROKER_MAX_MESSAGE_BYTES,
                  config.get(JobOptions.INGEST_MAX_RECORD_SIZE) + FRAME_BYTES)));
    } else if (topic == JobOptions.DEAD_LETTER_TOPIC) {
      properties.put(
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(DEAD_LETTER_MAX_MESSAGE_BYTES));
    }
    return properties;
  }

  private String missingMessage(List<JobOption<String>> missing) {
    StringBuilder message = new StringBuilder("missing on ").append(servers()).append(":");
    for (JobOption<String> topic : missing) {
      message.append("\n  - topic \"").append(config.get(topic)).append("\" (").append(topic);
      message.append(')');
    }
    return message
        .append("\nCreate them, correct the options, or set ")
        .append(TopicOptions.TOPICS_CREATE)
        .append(" to true")
        .toString();
  }

  private JobSetupException failed(String what, JobOption<String> topic, ExecutionException e) {
    return new JobSetupException(
        "cannot %s topic \"%s\" (%s) on %s: %s"
            .formatted(what, config.get(topic), topic, servers(), reason(e)),
        e.getCause());
  }

  private String servers() {
    return config.get(JobOptions.BOOTSTRAP_SERVERS);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
