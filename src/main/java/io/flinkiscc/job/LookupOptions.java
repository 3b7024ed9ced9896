package io.flinkiscc.job;

import static io.flinkiscc.job.JobOption.optional;
import static io.flinkiscc.job.JobOption.withDefault;

import io.flinkiscc.serve.ClientOptions;
import io.flinkiscc.serve.ClientTls;
import io.flinkiscc.serve.Consistency;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.SearcherFactory;
import io.flinkiscc.stream.IsccLookup;
import io.flinkiscc.stream.OnIncomplete;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options of a job that asks the index of another one. */
final class LookupOptions {

  private static final Duration SHORTEST = Duration.ofMillis(1);

  /** Where the running index is found. */
  static final JobOption<String> LOOKUP_REGISTRY =
      optional(
          "lookup.registry",
          new OptionType<>(
              "dir:/path, kafka://host:port[,host:port]/topic, or a directory with the scheme of a"
                  + " Flink file system",
              text -> RegistryOptions.of(text).uri()),
          "Registry in which the services of the index stand: the service.registry of the job that"
              + " keeps it. Which index of those in it is told by index.uid.");

  /** What is asked instead of a running index. */
  static final JobOption<String> LOOKUP_SNAPSHOT =
      optional(
          "lookup.snapshot",
          OptionType.text(),
          "Checkpoint or savepoint to ask instead of a running index, or the directory of the"
              + " checkpoints of a job, of which the newest one that is complete is asked.");

  /** How often newer checkpoints are looked for. */
  static final JobOption<Duration> LOOKUP_SNAPSHOT_FOLLOW =
      withDefault(
          "lookup.snapshot-follow",
          OptionType.duration(Duration.ZERO),
          "0 s",
          "How often to look in lookup.snapshot for a newer checkpoint to go on with; 0 s for"
              + " never.");

  /** Which state is asked. */
  static final JobOption<Consistency> LOOKUP_CONSISTENCY =
      withDefault(
          "lookup.consistency",
          OptionType.constants(List.of(Consistency.values())),
          "latest",
          "Which state of a running index answers: latest for all that its tasks have taken,"
              + " committed for what its last completed checkpoint holds.");

  /** Open queries of a task. */
  static final JobOption<Integer> LOOKUP_CAPACITY =
      withDefault(
          "lookup.capacity",
          OptionType.integer(1, 1 << 16),
          "100",
          "Number of queries that a task has open at a time.");

  /** Open queries of all tasks of a JVM. */
  static final JobOption<Integer> LOOKUP_MAX_IN_FLIGHT =
      withDefault(
          "lookup.max-in-flight",
          OptionType.integer(1, 1 << 24),
          "10000",
          "Number of queries that the tasks of a task manager have open together at most; at least"
              + " lookup.capacity times its slots.");

  /** The end of waiting. */
  static final JobOption<Duration> LOOKUP_TIMEOUT =
      withDefault(
          "lookup.timeout",
          OptionType.duration(SHORTEST),
          "1 min",
          "After what time, retries included, a query is given up, whatever it says itself; longer"
              + " than query.timeout, which is the time of a query that does not say.");

  /** Retries of whole queries. */
  static final JobOption<Integer> LOOKUP_RETRIES =
      withDefault(
          "lookup.retries",
          OptionType.integer(0, 1000),
          "0",
          "How often a query that the whole index has not answered within its time is asked anew.");

  /** Pause before the first of them. */
  static final JobOption<Duration> LOOKUP_RETRY_AFTER =
      withDefault(
          "lookup.retry-after",
          OptionType.duration(SHORTEST),
          "1 s",
          "How long after it is asked anew; each time twice as long, up to 1 min.");

  /** Order of the results. */
  static final JobOption<Boolean> LOOKUP_ORDERED =
      withDefault(
          "lookup.ordered",
          OptionType.bool(),
          "false",
          "Whether results come in the order of the queries of a task.");

  /** Fate of queries that a part of the index answered. */
  static final JobOption<OnIncomplete> LOOKUP_ON_PARTIAL =
      withDefault(
          "lookup.on-partial",
          OptionType.constants(List.of(OnIncomplete.values())),
          "pass-marked",
          "What happens to queries that only a part of the index answered: fail fails the job,"
              + " dead-letter writes the result to lookup.incomplete-topic, pass-marked to the topic"
              + " of the results. It says what is missing in either.");

  /** Fate of queries that nobody answered. */
  static final JobOption<OnIncomplete> LOOKUP_ON_UNREACHABLE =
      withDefault(
          "lookup.on-unreachable",
          OptionType.constants(List.of(OnIncomplete.values())),
          "dead-letter",
          "The same for queries that nobody answered.");

  /** Topic of incomplete results. */
  static final JobOption<String> LOOKUP_INCOMPLETE_TOPIC =
      withDefault(
          "lookup.incomplete-topic",
          OptionType.topic(),
          "iscc-incomplete",
          "Topic of the results of queries that are dead letters by the options above.");

  /** The token. */
  static final JobOption<String> LOOKUP_TOKEN_FILE =
      optional(
          "lookup.token-file",
          OptionType.text(),
          "File, where the job is submitted, with the token that the services ask for. It becomes"
              + " part of the job.");

  /** Whom to trust. */
  static final JobOption<String> LOOKUP_TLS_TRUSTED =
      optional(
          "lookup.tls.trusted",
          OptionType.text(),
          "File on the task managers with the certificates that sign those of services that talk"
              + " TLS, in PEM. Without it those that Java trusts.");

  /** Own certificate. */
  static final JobOption<String> LOOKUP_TLS_CERTIFICATE =
      optional(
          "lookup.tls.certificate",
          OptionType.text(),
          "File on the task managers with the certificate that is shown to services, in PEM.");

  /** Own key. */
  static final JobOption<String> LOOKUP_TLS_KEY =
      optional(
          "lookup.tls.key",
          OptionType.text(),
          "File on the task managers with the private key of that certificate: PKCS#8 in PEM, not"
              + " encrypted.");

  private LookupOptions() {}

  static List<JobOption<?>> all() {
    return List.of(
        LOOKUP_REGISTRY,
        LOOKUP_SNAPSHOT,
        LOOKUP_SNAPSHOT_FOLLOW,
        LOOKUP_CONSISTENCY,
        LOOKUP_CAPACITY,
        LOOKUP_MAX_IN_FLIGHT,
        LOOKUP_TIMEOUT,
        LOOKUP_RETRIES,
        LOOKUP_RETRY_AFTER,
        LOOKUP_ORDERED,
        LOOKUP_ON_PARTIAL,
        LOOKUP_ON_UNREACHABLE,
        LOOKUP_INCOMPLETE_TOPIC,
        LOOKUP_TOKEN_FILE,
        LOOKUP_TLS_TRUSTED,
        LOOKUP_TLS_CERTIFICATE,
        LOOKUP_TLS_KEY);
  }

  /**
   * The lookup of a configuration.
   *
   * @throws JobConfigException if it cannot be made
   */
  static IsccLookup lookup(JobConfig config) {
    try {
      return IsccLookup.builder(searcher(config))
          .uid(config.get(JobOptions.INDEX_UID) + "-lookup")
          .capacity(config.get(LOOKUP_CAPACITY))
          .timeout(config.get(LOOKUP_TIMEOUT))
          .retry(config.get(LOOKUP_RETRIES), config.get(LOOKUP_RETRY_AFTER))
          .ordered(config.get(LOOKUP_ORDERED))
          .onPartial(config.get(LOOKUP_ON_PARTIAL))
          .onUnreachable(config.get(LOOKUP_ON_UNREACHABLE))
          .build();
    } catch (IllegalArgumentException e) {
      throw new JobConfigException(List.of(e.getMessage()));
    }
  }

  private static SearcherFactory searcher(JobConfig config) {
    Optional<String> registry = config.find(LOOKUP_REGISTRY);
    Optional<String> snapshot = config.find(LOOKUP_SNAPSHOT);
    if (registry.isPresent() == snapshot.isPresent()) {
      throw new IllegalArgumentException(
          LOOKUP_REGISTRY
              + " and "
              + LOOKUP_SNAPSHOT
              + " are "
              + (registry.isPresent() ? "both given" : "missing")
              + "; a lookup needs one of them");
    }
    if (snapshot.isPresent()) {
      return SearcherFactory.snapshot(snapshot.get(), config.get(LOOKUP_SNAPSHOT_FOLLOW));
    }
    return SearcherFactory.of(
        ClientOptions.builder(
                RegistryOptions.builder(registry.get())
                    .kafkaProperties(config.kafkaProperties())
                    .build())
            .index(config.get(JobOptions.INDEX_UID))
            .timeout(config.get(JobOptions.QUERY_TIMEOUT))
            .consistency(config.get(LOOKUP_CONSISTENCY))
            .maxInFlight(config.get(LOOKUP_MAX_IN_FLIGHT))
            .token(token(config).orElse(null))
            .tls(tls(config).orElse(null))
            .build());
  }

  private static Optional<String> token(JobConfig config) {
    return config
        .find(LOOKUP_TOKEN_FILE)
        .map(
            file -> {
              try {
                return Files.readString(Path.of(file)).strip();
              } catch (IOException e) {
                throw new IllegalArgumentException(
                    LOOKUP_TOKEN_FILE + " is \"" + file + "\", which cannot be read", e);
              }
            });
  }

  private static Optional<ClientTls> tls(JobConfig config) {
    Optional<String> trusted = config.find(LOOKUP_TLS_TRUSTED);
    Optional<String> certificate = config.find(LOOKUP_TLS_CERTIFICATE);
    Optional<String> key = config.find(LOOKUP_TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new IllegalArgumentException(
          LOOKUP_TLS_CERTIFICATE + " and " + LOOKUP_TLS_KEY + " go together; give both or none");
    }
    return trusted.isEmpty() && key.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ClientTls(trusted.orElse(null), certificate.orElse(null), key.orElse(null), null));
  }
}
