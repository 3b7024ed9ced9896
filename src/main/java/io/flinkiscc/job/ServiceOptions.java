package io.flinkiscc.job;

import static io.flinkiscc.job.JobOption.optional;
import static io.flinkiscc.job.JobOption.withDefault;

import io.flinkiscc.serve.QueryServiceOptions;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.ServiceTls;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options of the service by which programs ask a running index. */
final class ServiceOptions {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Whether there is a service. */
  static final JobOption<Boolean> SERVICE_ENABLED =
      withDefault(
          "service.enabled",
          OptionType.bool(),
          "false",
          "Whether every index task runs a service that other jobs and programs can ask.");

  /** Where it listens. */
  static final JobOption<String> SERVICE_HOST =
      withDefault(
          "service.host",
          OptionType.text(),
          "127.0.0.1",
          "Name or address of its machine at which a service listens; 0.0.0.0 for all of them. With"
              + " the default only programs of the same machine can ask. Whoever can reach the"
              + " address can ask, unless service.token-file or service.tls.client-ca is set.");

  /** The ports to try. */
  static final JobOption<PortRange> SERVICE_PORT =
      withDefault(
          "service.port",
          new OptionType<>("0 (any), a port or a range such as 9300-9399", PortRange::parse),
          "0",
          "Port at which a service listens, or ports of which the first is taken that is free, as"
              + " several tasks may run on one machine.");

  /** What clients are told. */
  static final JobOption<String> SERVICE_ADVERTISED_HOST =
      optional(
          "service.advertised-host",
          OptionType.text(),
          "Name or address that clients are told to connect to. Without it service.host, or an"
              + " address of the machine if that is all of them.");

  /** Where clients find the services. */
  static final JobOption<String> SERVICE_REGISTRY =
      optional(
          "service.registry",
          new OptionType<>(
              "dir:/path, kafka://host:port[,host:port]/topic, or a directory with the scheme of a"
                  + " Flink file system",
              text -> RegistryOptions.of(text).uri()),
          "Registry where clients find the services, such as a directory that all machines reach.");

  /** How long an entry of the registry holds. */
  static final JobOption<Duration> SERVICE_REGISTRY_EXPIRY =
      withDefault(
          "service.registry-expiry",
          OptionType.duration(Duration.ofMillis(300)),
          "30 s",
          "How long the entry of a service holds that is not renewed, 1 h at most; services renew"
              + " theirs three times as often. Longer than the clocks of the machines differ.");

  /** Search threads. */
  static final JobOption<Integer> SERVICE_THREADS =
      withDefault(
          "service.threads",
          OptionType.integer(0, 1024),
          "0",
          "Threads with which the service of a task searches; 0 for half of the cores.");

  /** Waiting requests. */
  static final JobOption<Integer> SERVICE_QUEUE =
      withDefault(
          "service.queue",
          OptionType.integer(1, 1 << 20),
          "256",
          "Number of requests that may wait for these threads; others are refused.");

  /** Queries of one pass. */
  static final JobOption<Integer> SERVICE_BATCH =
      withDefault(
          "service.batch",
          OptionType.integer(1, 1 << 10),
          "8",
          "Number of waiting queries that a thread answers in one pass over the index.");

  /** Queries of a request. */
  static final JobOption<Integer> SERVICE_MAX_QUERIES =
      withDefault(
          "service.max-queries",
          OptionType.integer(1, 1 << 16),
          "128",
          "Most queries of a request.");

  /** Bytes of a message. */
  static final JobOption<Integer> SERVICE_MAX_MESSAGE_SIZE =
      withDefault(
          "service.max-message-size",
          OptionType.size(),
          "4 mb",
          "Most bytes of a request and of an answer.");

  /** Bytes of all connections. */
  static final JobOption<Long> SERVICE_NETWORK_MEMORY =
      withDefault(
          "service.network-memory",
          OptionType.largeSize(),
          "64 mb",
          "Direct memory for what is on its way, all connections of a service together, at least 4"
              + " * service.max-message-size. Large answers are refused while three quarters are in"
              + " use, and connections that want more than all of it are closed.");

  /** Connections at a time. */
  static final JobOption<Integer> SERVICE_CONNECTIONS =
      withDefault(
          "service.connections",
          OptionType.integer(1, 1 << 20),
          "256",
          "Most connections of a service at a time; those above it are closed at once.");

  /** Calls of a connection at a time. */
  static final JobOption<Integer> SERVICE_CALLS_PER_CONNECTION =
      withDefault(
          "service.calls-per-connection",
          OptionType.integer(1, 1 << 20),
          "1024",
          "Most calls of a connection at a time. Below service.queue, a client with one connection"
              + " keeps back what is too much and hears of it late.");

  /** Time of a call. */
  static final JobOption<Duration> SERVICE_LONGEST_CALL =
      withDefault(
          "service.longest-call",
          OptionType.duration(SHORTEST),
          "30 s",
          "Most time of a call that has no deadline or a later one, 1 h at most.");

  /** Time to go on while closing. */
  static final JobOption<Duration> SERVICE_DRAIN =
      withDefault(
          "service.drain",
          OptionType.duration(Duration.ZERO),
          "1 s",
          "How long a task that ends waits for the calls it has, 1 h at most.");

  /** The token. */
  static final JobOption<String> SERVICE_TOKEN_FILE =
      optional(
          "service.token-file",
          OptionType.text(),
          "File on the task managers with a token that clients have to know.");

  /** The certificate. */
  static final JobOption<String> SERVICE_TLS_CERTIFICATE =
      optional(
          "service.tls.certificate",
          OptionType.text(),
          "File on the task managers with the certificate of the services and those that signed it,"
              + " in PEM. With it and service.tls.key they talk TLS.");

  /** The key. */
  static final JobOption<String> SERVICE_TLS_KEY =
      optional(
          "service.tls.key",
          OptionType.text(),
          "File on the task managers with the private key of the certificate: PKCS#8 in PEM, not"
              + " encrypted.");

  /** Who may ask. */
  static final JobOption<String> SERVICE_TLS_CLIENT_CA =
      optional(
          "service.tls.client-ca",
          OptionType.text(),
          "File on the task managers with the certificates that sign those of clients, in PEM."
              + " With it only clients with such a certificate can ask.");

  private ServiceOptions() {}

  static List<JobOption<?>> all() {
    return List.of(
        SERVICE_ENABLED,
        SERVICE_HOST,
        SERVICE_PORT,
        SERVICE_ADVERTISED_HOST,
        SERVICE_REGISTRY,
        SERVICE_REGISTRY_EXPIRY,
        SERVICE_THREADS,
        SERVICE_QUEUE,
        SERVICE_BATCH,
        SERVICE_MAX_QUERIES,
        SERVICE_MAX_MESSAGE_SIZE,
        SERVICE_NETWORK_MEMORY,
        SERVICE_CONNECTIONS,
        SERVICE_CALLS_PER_CONNECTION,
        SERVICE_LONGEST_CALL,
        SERVICE_DRAIN,
        SERVICE_TOKEN_FILE,
        SERVICE_TLS_CERTIFICATE,
        SERVICE_TLS_KEY,
        SERVICE_TLS_CLIENT_CA);
  }

  /**
   * The service of a configuration; empty if there is none.
   *
   * @throws IllegalArgumentException if its options do not go together
   */
  static Optional<QueryServiceOptions> of(JobConfig config) {
    Optional<ServiceTls> tls = tls(config);
    QueryServiceOptions options =
        QueryServiceOptions.builder()
            .index(config.get(JobOptions.INDEX_UID))
            .host(config.get(SERVICE_HOST))
            .ports(config.get(SERVICE_PORT).first(), config.get(SERVICE_PORT).last())
            .advertisedHost(config.find(SERVICE_ADVERTISED_HOST).orElse(null))
            .registry(registry(config).orElse(null))
            .threads(config.get(SERVICE_THREADS))
            .queue(config.get(SERVICE_QUEUE))
            .batch(config.get(SERVICE_BATCH))
            .maxQueries(config.get(SERVICE_MAX_QUERIES))
            .maxMessageBytes(config.get(SERVICE_MAX_MESSAGE_SIZE))
            .networkMemoryBytes(config.get(SERVICE_NETWORK_MEMORY))
            .connections(config.get(SERVICE_CONNECTIONS))
            .callsPerConnection(config.get(SERVICE_CALLS_PER_CONNECTION))
            .longestCall(config.get(SERVICE_LONGEST_CALL))
            .drain(config.get(SERVICE_DRAIN))
            .tokenFile(config.find(SERVICE_TOKEN_FILE).orElse(null))
            .tls(tls.orElse(null))
            .build();
    return config.get(SERVICE_ENABLED) ? Optional.of(options) : Optional.empty();
  }

  private static Optional<RegistryOptions> registry(JobConfig config) {
    return config
        .find(SERVICE_REGISTRY)
        .map(
            uri ->
                RegistryOptions.builder(uri)
                    .expiry(config.get(SERVICE_REGISTRY_EXPIRY))
                    .kafkaProperties(config.kafkaProperties())
                    .build());
  }

  private static Optional<ServiceTls> tls(JobConfig config) {
    Optional<String> certificate = config.find(SERVICE_TLS_CERTIFICATE);
    Optional<String> key = config.find(SERVICE_TLS_KEY);
    Optional<String> clientCa = config.find(SERVICE_TLS_CLIENT_CA);
    if (certificate.isPresent() != key.isPresent() || clientCa.isPresent() && key.isEmpty()) {
      throw new IllegalArgumentException(
          SERVICE_TLS_CERTIFICATE
              + " and "
              + SERVICE_TLS_KEY
              + " go together, and "
              + SERVICE_TLS_CLIENT_CA
              + " needs them");
    }
    return key.map(k -> new ServiceTls(certificate.orElseThrow(), k, clientCa.orElse(null)));
  }

  /**
   * Ports to try.
   *
   * @param first the first, 0 for any
   * @param last the last
   */
  record PortRange(int first, int last) {

    private static final int HIGHEST = 65_535;

    static PortRange parse(String text) {
      int dash = text.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1));
      if (first < (dash < 0 ? 0 : 1) || last < first || last > HIGHEST) {
        throw new IllegalArgumentException("not allowed");
      }
      return new PortRange(first, last);
    }
  }
}
