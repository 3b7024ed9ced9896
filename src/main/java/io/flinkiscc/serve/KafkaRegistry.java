package io.flinkiscc.serve;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry in a compacted Kafka topic: a record per running task, by its instance, and nothing in
 * place of it when it is withdrawn. A thread of its own follows the topic, from its beginning on.
 */
public final class KafkaRegistry implements EndpointRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaRegistry.class);

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final String servers;
  private final String topic;
  private final Map<String, String> properties;
  private final Map<String, Endpoint> entries = new ConcurrentHashMap<>();
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final Consumer<String, byte[]> consumer;
  private final Thread follower;
  private volatile boolean closed;
  private volatile KafkaException failure;
  private Producer<String, byte[]> producer;

  private KafkaRegistry(String servers, String topic, Map<String, String> properties) {
    this.servers = servers;
    this.topic = topic;
    this.properties = Map.copyOf(properties);
    this.consumer =
        new KafkaConsumer<>(
            consumerProperties(), new StringDeserializer(), new ByteArrayDeserializer());
    this.follower = new Thread(this::follow, "iscc-registry-" + topic);
    follower.setDaemon(true);
    follower.start();
  }

  /**
   * Opens a registry, whose topic is created with one partition if it is missing.
   *
   * @param servers brokers to ask first, {@code host:port[,host:port]}
   * @param properties for Kafka's clients, such as those for security
   * @throws IOException if the brokers cannot be reached or refuse
   */
  public static KafkaRegistry open(String servers, String topic, Map<String, String> properties)
      throws IOException {
    try {
      create(servers, topic, properties);
      return new KafkaRegistry(servers, topic, properties);
    } catch (KafkaException e) {
      throw failed("cannot be opened", servers, topic, e);
    }
  }

  private static void create(String servers, String topic, Map<String, String> properties)
      throws IOException {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    try (Admin admin = Admin.create(config)) {
      if (admin.listTopics().names().get().contains(topic)) {
        return;
      }
      NewTopic created =
          new NewTopic(topic, java.util.Optional.of(1), java.util.Optional.empty())
              .configs(
                  Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT));
      admin.createTopics(List.of(created)).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw failed("cannot be opened", servers, topic, e.getCause());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not opened in time", servers, topic, e);
    }
  }

  private Map<String, Object> consumerProperties() {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return config;
  }

  private void follow() {
    try (consumer) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, PATIENCE).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
      while (!closed) {
        if (caughtUp.getCount() > 0
            && partitions.stream().allMatch(p -> consumer.position(p) >= ends.get(p))) {
          caughtUp.countDown();
        }
        consumer.poll(POLL).forEach(this::take);
      }
    } catch (WakeupException e) {
      // Only close() wakes it up.
      LOG.debug("The registry in topic {} is closed", topic);
    } catch (KafkaException e) {
      failure = e;
      LOG.warn("The registry in topic {} on {} is not followed any more", topic, servers, e);
    } finally {
      caughtUp.countDown();
    }
  }

  private void take(ConsumerRecord<String, byte[]> entry) {
    if (entry.key() == null) {
      return;
    }
    if (entry.value() == null) {
      entries.remove(entry.key());
      return;
    }
    try {
      Endpoint endpoint = EndpointJson.read(entry.value());
      if (!endpoint.instance().equals(entry.key())) {
        throw new IOException("it is the entry of instance " + endpoint.instance());
      }
      entries.put(entry.key(), endpoint);
    } catch (IOException e) {
      LOG.warn(
          "The record at {}-{}-{} is skipped: {}",
          topic,
          entry.partition(),
          entry.offset(),
          e.getMessage());
    }
  }

  @Override
  public void publish(Endpoint endpoint) throws IOException {
    send(endpoint.instance(), EndpointJson.write(endpoint));
  }

  @Override
  public void withdraw(Endpoint endpoint) throws IOException {
    send(endpoint.instance(), null);
  }

  private void send(String key, byte[] value) throws IOException {
    try {
      producer()
          .send(new ProducerRecord<>(topic, key, value))
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failed("cannot be written", servers, topic, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not written in time", servers, topic, e);
    } catch (TimeoutException | KafkaException e) {
      throw failed("cannot be written", servers, topic, e);
    }
  }

  private synchronized Producer<String, byte[]> producer() {
    if (closed) {
      throw new IllegalStateException("the registry is closed");
    }
    if (producer == null) {
      Map<String, Object> config = new HashMap<>(properties);
      config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
      config.put(ProducerConfig.ACKS_CONFIG, "all");
      config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
      producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  @Override
  public List<Endpoint> list() throws IOException {
    try {
      if (!caughtUp.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failed("was not read within " + PATIENCE, servers, topic, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was not read in time", servers, topic, e);
    }
    if (failure != null) {
      throw failed("cannot be read", servers, topic, failure);
    }
    return List.copyOf(entries.values());
  }

  private static IOException failed(String what, String servers, String topic, Throwable cause) {
    return new IOException(
        "the registry in topic \""
            + topic
            + "\" on "
            + servers
            + " "
            + what
            + (cause == null ? "" : ": " + cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (producer != null) {
        producer.close(POLL);
      }
    }
    consumer.wakeup();
    try {
      follower.join(PATIENCE.toMillis());
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "kafka://" + servers + "/" + topic;
  }
}
