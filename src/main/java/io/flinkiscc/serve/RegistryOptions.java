package io.flinkiscc.serve;

import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the registry of an index is, and how long its entries hold. Immutable; equal if all options
 * are.
 *
 * <p>The place is a URI: {@code dir:/path} or {@code file:///path} for a directory that is mounted
 * wherever it is used, {@code kafka://host:port,host:port/topic} for a compacted topic, which is
 * created if it is missing, and anything else, as {@code s3://bucket/path}, for a directory of a
 * file system that Flink knows.
 */
public final class RegistryOptions implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final Pattern KAFKA =
      Pattern.compile(
          "kafka://([^\\s/,]+:[0-9]{1,5}(?:,[^\\s/,]+:[0-9]{1,5})*)/([a-zA-Z0-9._-]{1,249})");
  private static final Pattern DIRECTORY = Pattern.compile("(?:dir:|file:(?://)?)(/.*)");
  private static final Pattern OTHER = Pattern.compile("[a-z][a-z0-9+.-]*://.+");
  private static final String ALLOWED =
      "dir:/path, file:///path, kafka://host:port[,host:port]/topic, or a directory with the scheme"
          + " of a Flink file system, as s3://bucket/path";

  private final String uri;
  private final Duration expiry;
  private final Duration heartbeat;
  private final TreeMap<String, String> kafkaProperties;

  private RegistryOptions(Builder builder) {
    this.uri = builder.uri;
    this.expiry = builder.expiry;
    this.heartbeat = builder.expiry.dividedBy(Builder.HEARTBEATS_PER_EXPIRY);
    this.kafkaProperties = new TreeMap<>(builder.kafkaProperties);
  }

  /**
   * The registry at a URI, with default options.
   *
   * @throws IllegalArgumentException if there can be none
   */
  public static RegistryOptions of(String uri) {
    return builder(uri).build();
  }

  /** Starts with default options. */
  public static Builder builder(String uri) {
    return new Builder(uri);
  }

  /** Where it is. */
  public String uri() {
    return uri;
  }

  /** How long an entry holds that is not renewed. */
  public Duration expiry() {
    return expiry;
  }

  /** How often tasks renew their entries. */
  public Duration heartbeat() {
    return heartbeat;
  }

  /**
   * Opens the registry.
   *
   * @throws IOException if it cannot be reached
   */
  public EndpointRegistry open() throws IOException {
    Matcher kafka = KAFKA.matcher(uri);
    if (kafka.matches()) {
      return KafkaRegistry.open(kafka.group(1), kafka.group(2), kafkaProperties);
    }
    Matcher directory = DIRECTORY.matcher(uri);
    return directory.matches()
        ? DirectoryRegistry.local(Path.of(directory.group(1)))
        : DirectoryRegistry.flink(URI.create(uri));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RegistryOptions other
        && uri.equals(other.uri)
        && expiry.equals(other.expiry)
        && kafkaProperties.equals(other.kafkaProperties);
  }

  @Override
  public int hashCode() {
    return Objects.hash(uri, expiry, kafkaProperties);
  }

  /** The place, without the properties, which may be secret. */
  @Override
  public String toString() {
    return uri;
  }

  /** Collects options; checked by {@link #build}. */
  public static final class Builder {
    private static final int HEARTBEATS_PER_EXPIRY = 3;
    private static final Duration SHORTEST = Duration.ofMillis(300);
    private static final Duration LONGEST = Duration.ofHours(1);

    private final String uri;
    private Duration expiry = Duration.ofSeconds(30);
    private Map<String, String> kafkaProperties = Map.of();

    private Builder(String uri) {
      this.uri = Objects.requireNonNull(uri, "uri").strip();
    }

    /**
     * Sets how long an entry holds that is not renewed, 300 ms to 1 h; default 30 s. Tasks renew
     * theirs three times as often. It has to be longer than the clocks of the machines differ.
     */
    public Builder expiry(Duration expiry) {
      this.expiry = Objects.requireNonNull(expiry, "expiry");
      return this;
    }

    /** Sets properties for Kafka's clients, such as those for security; default none. */
    public Builder kafkaProperties(Map<String, String> properties) {
      this.kafkaProperties = Map.copyOf(properties);
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public RegistryOptions build() {
      boolean known = OTHER.matcher(uri).matches() && !uri.startsWith("kafka:");
      if (!known && !KAFKA.matcher(uri).matches() && !DIRECTORY.matcher(uri).matches()) {
        throw new IllegalArgumentException("registry is \"" + uri + "\", allowed are " + ALLOWED);
      }
      if (known) {
        URI.create(uri);
      }
      if (expiry.compareTo(SHORTEST) < 0 || expiry.compareTo(LONGEST) > 0) {
        throw new IllegalArgumentException(
            "expiry is " + expiry + ", allowed are durations from 300 ms to 1 h");
      }
      return new RegistryOptions(this);
    }
  }
}
