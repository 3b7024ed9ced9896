package io.flinkiscc.table;

import io.flinkiscc.serve.QueryServiceOptions;
import io.flinkiscc.serve.QueryServiceOptionsBuilder;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.ServiceTls;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * The query service of the index of a sink. Keys, defaults and meanings are those of the
 * configuration of jobs.
 */
final class ServiceOptions {

  /** Begins the keys that are handed to the Kafka clients of the registry as they are. */
  static final String KAFKA_PROPERTIES = "service.registry-properties.";

  static final ConfigOption<Boolean> ENABLED =
      ConfigOptions.key("service.enabled")
          .booleanType()
          .defaultValue(false)
          .withDescription(
              "Whether every index task runs a service that other jobs and programs can ask.");

  static final ConfigOption<String> HOST =
      text("service.host", "127.0.0.1", "Address at which a service listens; 0.0.0.0 for all.");

  static final ConfigOption<String> PORT =
      text(
          "service.port",
          "0",
          "Port at which a service listens, 0 for any, or a range: 9300-9399.");

  static final ConfigOption<String> ADVERTISED_HOST =
      text("service.advertised-host", "Name or address that clients are told to connect to.");

  static final ConfigOption<String> REGISTRY =
      text(
          "service.registry",
          "Registry where clients find the services: dir:/path, kafka://host:port/topic, or a"
              + " directory with the scheme of a Flink file system.");

  static final ConfigOption<Duration> REGISTRY_EXPIRY =
      duration("service.registry-expiry", Duration.ofSeconds(30), "How long an entry holds.");

  static final ConfigOption<Integer> THREADS =
      number("service.threads", 0, "Threads that search; 0 for half of the cores.");

  static final ConfigOption<Integer> QUEUE =
      number("service.queue", 256, "Requests that may wait; others are refused.");

  static final ConfigOption<Integer> BATCH =
      number("service.batch", 8, "Waiting queries that are answered in one pass.");

  static final ConfigOption<Integer> MAX_QUERIES =
      number("service.max-queries", 128, "Most queries of a request.");

  static final ConfigOption<MemorySize> MAX_MESSAGE_SIZE =
      size("service.max-message-size", "4 mb", "Most bytes of a request and of an answer.");

  static final ConfigOption<MemorySize> NETWORK_MEMORY =
      size("service.network-memory", "64 mb", "Direct memory for all connections of a service.");

  static final ConfigOption<Integer> CONNECTIONS =
      number("service.connections", 256, "Most connections of a service at a time.");

  static final ConfigOption<Integer> CALLS_PER_CONNECTION =
      number("service.calls-per-connection", 1024, "Most calls of a connection at a time.");

  static final ConfigOption<Duration> LONGEST_CALL =
      duration("service.longest-call", Duration.ofSeconds(30), "Most time of a call.");

  static final ConfigOption<Duration> DRAIN =
      duration(
          "service.drain", Duration.ofSeconds(1), "How long a task that ends waits for its calls.");

  static final ConfigOption<String> TOKEN_FILE =
      text("service.token-file", "File on the task managers with a token clients have to know.");

  static final ConfigOption<String> TLS_CERTIFICATE =
      text("service.tls.certificate", "PEM file on the task managers: the services' certificate.");

  static final ConfigOption<String> TLS_KEY =
      text("service.tls.key", "PEM file on the task managers: the key of the certificate.");

  static final ConfigOption<String> TLS_CLIENT_CA =
      text("service.tls.client-ca", "PEM file on the task managers: who signs clients.");

  private static final Pattern PORTS = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

  private ServiceOptions() {}

  private static ConfigOption<String> text(String key, String description) {
    return ConfigOptions.key(key).stringType().noDefaultValue().withDescription(description);
  }

  private static ConfigOption<String> text(String key, String value, String description) {
    return ConfigOptions.key(key).stringType().defaultValue(value).withDescription(description);
  }

  private static ConfigOption<Integer> number(String key, int value, String description) {
    return ConfigOptions.key(key).intType().defaultValue(value).withDescription(description);
  }

  private static ConfigOption<Duration> duration(String key, Duration value, String description) {
    return ConfigOptions.key(key).durationType().defaultValue(value).withDescription(description);
  }

  private static ConfigOption<MemorySize> size(String key, String value, String description) {
    return ConfigOptions.key(key)
        .memoryType()
        .defaultValue(MemorySize.parse(value))
        .withDescription(description);
  }

  /** All of them, in the order of the documentation. */
  static List<ConfigOption<?>> all() {
    return List.of(
        ENABLED,
        HOST,
        PORT,
        ADVERTISED_HOST,
        REGISTRY,
        REGISTRY_EXPIRY,
        THREADS,
        QUEUE,
        BATCH,
        MAX_QUERIES,
        MAX_MESSAGE_SIZE,
        NETWORK_MEMORY,
        CONNECTIONS,
        CALLS_PER_CONNECTION,
        LONGEST_CALL,
        DRAIN,
        TOKEN_FILE,
        TLS_CERTIFICATE,
        TLS_KEY,
        TLS_CLIENT_CA);
  }

  /**
   * The service of a configuration; empty if there is none.
   *
   * @param given all options, for the properties of Kafka's clients
   * @throws IllegalArgumentException naming the option that is wrong
   */
  static Optional<QueryServiceOptions> of(ReadableConfig config, Map<String, String> given) {
    QueryServiceOptionsBuilder service =
        QueryServiceOptions.builder()
            .index(config.get(SinkOptions.UID))
            .host(config.get(HOST))
            .advertisedHost(config.get(ADVERTISED_HOST))
            .registry(registry(config, given))
            .threads(config.get(THREADS))
            .queue(config.get(QUEUE))
            .batch(config.get(BATCH))
            .maxQueries(config.get(MAX_QUERIES))
            .maxMessageBytes(Math.toIntExact(config.get(MAX_MESSAGE_SIZE).getBytes()))
            .networkMemoryBytes(config.get(NETWORK_MEMORY).getBytes())
            .connections(config.get(CONNECTIONS))
            .callsPerConnection(config.get(CALLS_PER_CONNECTION))
            .longestCall(config.get(LONGEST_CALL))
            .drain(config.get(DRAIN))
            .tokenFile(config.get(TOKEN_FILE))
            .tls(tls(config));
    ports(service, config.get(PORT));
    QueryServiceOptions options = service.build();
    return config.get(ENABLED) ? Optional.of(options) : Optional.empty();
  }

  private static void ports(QueryServiceOptionsBuilder service, String text) {
    Matcher ports = PORTS.matcher(text.strip());
    if (!ports.matches()) {
      throw new IllegalArgumentException(
          "service.port is \"" + text + "\"; allowed are 0 (any), a port or a range: 9300-9399");
    }
    int first = Integer.parseInt(ports.group(1));
    service.ports(first, ports.group(2) == null ? first : Integer.parseInt(ports.group(2)));
  }

  private static RegistryOptions registry(ReadableConfig config, Map<String, String> given) {
    if (config.get(REGISTRY) == null) {
      return null;
    }
    Map<String, String> properties = new HashMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith(KAFKA_PROPERTIES)) {
            properties.put(key.substring(KAFKA_PROPERTIES.length()), value);
          }
        });
    return RegistryOptions.builder(config.get(REGISTRY))
        .expiry(config.get(REGISTRY_EXPIRY))
        .kafkaProperties(properties)
        .build();
  }

  private static ServiceTls tls(ReadableConfig config) {
    String certificate = config.get(TLS_CERTIFICATE);
    String key = config.get(TLS_KEY);
    String clientCa = config.get(TLS_CLIENT_CA);
    if ((certificate == null) != (key == null) || clientCa != null && key == null) {
      throw new IllegalArgumentException(
          "service.tls.certificate and service.tls.key go together, and service.tls.client-ca needs"
              + " them");
    }
    return key == null ? null : new ServiceTls(certificate, key, clientCa);
  }
}
