package io.flinkiscc.job;

import static io.flinkiscc.job.JobOptions.KAFKA_PROPERTIES;

import io.flinkiscc.match.Scoring;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** Makes a configuration of settings, or tells all that is wrong with them. For one use. */
final class JobConfigCheck {

  /** What to use instead of properties that the jobs set themselves. */
  private static final Map<String, String> RESERVED =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "use kafka.bootstrap-servers"),
          Map.entry("group.id", "use ingest.group-id and query.group-id"),
          Map.entry("auto.offset.reset", "use ingest.start-offsets and query.start-offsets"),
          Map.entry("transactional.id", "use transactional-id-prefix"),
          Map.entry("transaction.timeout.ms", "use transaction-timeout"),
          Map.entry("isolation.level", "it is always read_committed"),
          Map.entry("enable.auto.commit", "offsets are committed with checkpoints"),
          Map.entry("max.request.size", "it follows from the largest record of each topic"),
          Map.entry("key.serializer", "keys are always bytes"),
          Map.entry("value.serializer", "values are always bytes"),
          Map.entry("key.deserializer", "keys are always bytes"),
          Map.entry("value.deserializer", "values are always bytes"));

  private static final List<JobOption<String>> TOPICS =
      List.of(
          JobOptions.INGEST_TOPIC,
          JobOptions.QUERY_TOPIC,
          JobOptions.ENRICHED_TOPIC,
          LookupOptions.LOOKUP_INCOMPLETE_TOPIC,
          JobOptions.DEAD_LETTER_TOPIC);

  private final Map<String, Setting> settings;
  private final List<String> problems;
  private final Map<JobOption<?>, Object> values = new HashMap<>();
  private final Map<JobOption<?>, String> given = new HashMap<>();
  private final Map<String, String> kafkaProperties = new HashMap<>();

  /**
   * @param settings what is given, by key
   * @param problems what is known to be wrong already; gets the rest
   */
  JobConfigCheck(Map<String, Setting> settings, List<String> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  JobConfig check() {
    Map<String, JobOption<?>> options = new TreeMap<>();
    JobOptions.all().forEach(option -> options.put(option.key(), option));
    settings.values().forEach(setting -> read(setting, options));
    JobOptions.all().forEach(this::fillIn);
    checkTopics();
    checkTransactions();
    checkParallelism();
    checkThresholds();
    if (!problems.isEmpty()) {
      throw new JobConfigException(problems);
    }
    JobConfig config = new JobConfig(values, given, kafkaProperties);
    checkTogether(config);
    return config;
  }

  private void checkTogether(JobConfig config) {
    try {
      EngineSettings.of(config);
      ServiceOptions.of(config);
    } catch (IllegalArgumentException e) {
      problems.add(e.getMessage());
      throw new JobConfigException(problems);
    }
  }

  private void read(Setting setting, Map<String, JobOption<?>> options) {
    JobOption<?> option = options.get(setting.key());
    if (option != null) {
      given.put(option, setting.text());
      try {
        values.put(option, option.parse(setting.text()));
      } catch (IllegalArgumentException e) {
        problems.add(setting.problem(e.getMessage()));
      }
    } else if (setting.key().startsWith(KAFKA_PROPERTIES)) {
      readProperty(setting, setting.key().substring(KAFKA_PROPERTIES.length()));
    } else {
      problems.add(setting.problem(unknown(setting.key(), options)));
    }
  }

  private void readProperty(Setting setting, String property) {
    if (property.isEmpty()) {
      problems.add(setting.problem(setting.key() + " lacks the name of the property"));
    } else if (RESERVED.containsKey(property)) {
      problems.add(setting.problem(setting.key() + " cannot be set: " + RESERVED.get(property)));
    } else {
      kafkaProperties.put(property, setting.text());
    }
  }

  private static String unknown(String key, Map<String, JobOption<?>> options) {
    List<String> below =
        options.keySet().stream().filter(known -> known.startsWith(key + ".")).toList();
    if (!below.isEmpty()) {
      return key + " takes no value; its options are " + String.join(", ", below);
    }
    return "unknown option "
        + key
        + "; did you mean "
        + NearestText.among(options.keySet(), key)
        + "?";
  }

  private void fillIn(JobOption<?> option) {
    if (given.containsKey(option)) {
      return;
    }
    if (option.required()) {
      problems.add(option + " is missing; allowed: " + option.allowed());
    }
    option.defaultText().ifPresent(text -> values.put(option, option.parse(text)));
  }

  private void checkTopics() {
    Map<String, JobOption<?>> seen = new HashMap<>();
    for (JobOption<String> option : TOPICS) {
      value(option)
          .ifPresent(
              topic -> {
                JobOption<?> other = seen.putIfAbsent(topic, option);
                if (other != null) {
                  problems.add(
                      "%s and %s are both \"%s\"; every topic needs a name of its own"
                          .formatted(other, option, topic));
                }
              });
    }
  }

  private void checkTransactions() {
    if (value(JobOptions.DELIVERY).orElse(null) != DeliveryGuarantee.EXACTLY_ONCE) {
      return;
    }
    if (!given.containsKey(JobOptions.TRANSACTIONAL_ID_PREFIX)) {
      problems.add(
          JobOptions.TRANSACTIONAL_ID_PREFIX
              + " is missing, which "
              + JobOptions.DELIVERY
              + " exactly-once needs; give a name that no other job on the brokers uses, or set "
              + JobOptions.DELIVERY
              + " to at-least-once");
    }
    Optional<Duration> timeout = value(JobOptions.TRANSACTION_TIMEOUT);
    Optional<Duration> interval = value(JobOptions.CHECKPOINT_INTERVAL);
    if (timeout.isPresent()
        && interval.isPresent()
        && timeout.get().compareTo(interval.get()) <= 0) {
      problems.add(
          "%s is %d ms, but %s is %d ms: transactions would end before the checkpoint that commits"
                  .formatted(
                      JobOptions.TRANSACTION_TIMEOUT,
                      timeout.get().toMillis(),
                      JobOptions.CHECKPOINT_INTERVAL,
                      interval.get().toMillis())
              + " them; make the first one longer");
    }
  }

  private void checkParallelism() {
    Optional<Integer> parallelism = value(JobOptions.PARALLELISM);
    Optional<Integer> max = value(JobOptions.INDEX_MAX_PARALLELISM);
    if (parallelism.isPresent() && max.isPresent() && parallelism.get() > max.get()) {
      problems.add(
          "%s is %d; allowed: 1..%d (%s)"
              .formatted(
                  JobOptions.PARALLELISM,
                  parallelism.get(),
                  max.get(),
                  JobOptions.INDEX_MAX_PARALLELISM));
    }
  }

  private void checkThresholds() {
    if (value(JobOptions.MATCH_SCORING).orElse(null) != Scoring.COMPATIBLE) {
      return;
    }
    for (JobOption<Double> option : ThresholdOptions.all()) {
      if (given.containsKey(option)) {
        problems.add(
            settings
                .get(option.key())
                .problem(
                    option
                        + " cannot be set together with "
                        + JobOptions.MATCH_SCORING
                        + " compatible, whose unit threshold is fixed; leave one of them out"));
      }
    }
  }

  @SuppressWarnings("unchecked") // Only values that the option itself has parsed are put.
  private <T> Optional<T> value(JobOption<T> option) {
    return Optional.ofNullable((T) values.get(option));
  }
}
