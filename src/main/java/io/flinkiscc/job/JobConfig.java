package io.flinkiscc.job;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The configuration of a job: a value for every option of {@link JobOptions} that is given or has a
 * default. All rules hold for an instance. Immutable and thread-safe.
 */
public final class JobConfig {

  private final Map<JobOption<?>, Object> values;
  private final Map<JobOption<?>, String> given;
  private final Map<String, String> kafkaProperties;

  JobConfig(
      Map<JobOption<?>, Object> values,
      Map<JobOption<?>, String> given,
      Map<String, String> kafkaProperties) {
    this.values = Map.copyOf(values);
    this.given = Map.copyOf(given);
    this.kafkaProperties = Map.copyOf(kafkaProperties);
  }

  /**
   * Reads a configuration.
   *
   * @param file YAML with nested or flat keys; null for none
   * @param overrides texts of the form {@code key=value}, which win over the file, later ones over
   *     earlier ones
   * @throws JobConfigException telling all that is wrong
   */
  public static JobConfig load(Path file, List<String> overrides) {
    List<String> problems = new ArrayList<>();
    Map<String, Setting> settings = new LinkedHashMap<>();
    if (file != null) {
      settings.putAll(YamlSettings.read(file, problems));
    }
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        problems.add("--set " + override + ": expected key=value");
      } else {
        String key = override.substring(0, equals).strip();
        settings.put(key, new Setting(key, override.substring(equals + 1).strip(), "--set"));
      }
    }
    return new JobConfigCheck(settings, problems).check();
  }

  /**
   * Makes a configuration of settings by key.
   *
   * @throws JobConfigException telling all that is wrong
   */
  public static JobConfig of(Map<String, String> settings) {
    return load(
        null, settings.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  /**
   * The value of an option.
   *
   * @throws NoSuchElementException if it is neither given nor has a default
   */
  public <T> T get(JobOption<T> option) {
    return find(option).orElseThrow(() -> new NoSuchElementException(option + " is not given"));
  }

  /** The value of an option that may be neither given nor have a default. */
  @SuppressWarnings("unchecked") // The check puts only what the option itself has parsed.
  public <T> Optional<T> find(JobOption<T> option) {
    return Optional.ofNullable((T) values.get(option));
  }

  /** Whether an option is given, even if with its default. */
  public boolean isGiven(JobOption<?> option) {
    return given.containsKey(option);
  }

  /** The value of an option as it was written, else its default. */
  Optional<String> text(JobOption<?> option) {
    return isGiven(option) ? Optional.of(given.get(option)) : option.defaultText();
  }

  /** Properties for Kafka's clients, without the prefix of their keys. */
  public Map<String, String> kafkaProperties() {
    return kafkaProperties;
  }
}
