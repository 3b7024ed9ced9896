package io.flinkiscc.job;

import java.util.Objects;
import java.util.Optional;

/**
 * One setting of the jobs: its name, what it takes, its default and what it does. Validation, help
 * and the documented example files all follow from it. Immutable.
 *
 * @param <T> type of its values
 */
public final class JobOption<T> {

  private final String key;
  private final OptionType<T> type;
  private final String defaultText;
  private final boolean required;
  private final String description;

  private JobOption(
      String key, OptionType<T> type, String defaultText, boolean required, String description) {
    this.key = Objects.requireNonNull(key, "key");
    this.type = Objects.requireNonNull(type, "type");
    this.defaultText = defaultText;
    this.required = required;
    this.description = Objects.requireNonNull(description, "description");
  }

  static <T> JobOption<T> required(String key, OptionType<T> type, String description) {
    return new JobOption<>(key, type, null, true, description);
  }

  static <T> JobOption<T> optional(String key, OptionType<T> type, String description) {
    return new JobOption<>(key, type, null, false, description);
  }

  static <T> JobOption<T> withDefault(
      String key, OptionType<T> type, String defaultText, String description) {
    type.parser().apply(defaultText);
    return new JobOption<>(key, type, defaultText, false, description);
  }

  /** Dotted name in lower case. */
  public String key() {
    return key;
  }

  /** What is allowed, in words. */
  public String allowed() {
    return type.allowed();
  }

  /** The default as one would write it; empty if there is none. */
  public Optional<String> defaultText() {
    return Optional.ofNullable(defaultText);
  }

  /** Whether a job refuses to start without it. */
  public boolean required() {
    return required;
  }

  /** What it does, in whole sentences. */
  public String description() {
    return description;
  }

  /** All there is to say about it in one paragraph. */
  public String documentation() {
    String without = required ? "Required." : "Default: none.";
    return description
        + " Allowed: "
        + allowed()
        + ". "
        + (defaultText == null ? without : "Default: " + defaultText + ".");
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException naming the option, the value and what is allowed
   */
  T parse(String text) {
    try {
      return type.parser().apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + " is \"" + text + "\"; allowed: " + type.allowed(), e);
    }
  }

  @Override
  public String toString() {
    return key;
  }
}
