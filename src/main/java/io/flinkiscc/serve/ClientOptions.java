package io.flinkiscc.serve;

import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How an {@link IsccClient} asks. Immutable; equal if all options are.
 *
 * @see Builder
 */
public final class ClientOptions implements Serializable {

  /** Longest time a query may take, and a registry may go unread. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private static final long serialVersionUID = 1L;

  private final RegistryOptions registry;
  private final String index;
  private final Duration timeout;
  private final Duration refresh;
  private final Consistency consistency;
  private final ClientTls tls;
  private final String token;
  private final int maxInFlight;
  private final int maxMessageBytes;
  private final Duration firstBackoff;
  private final Duration longestBackoff;
  private final double hedgePercentile;
  private final Duration linger;

  private ClientOptions(Builder builder) {
    this.registry = builder.registry;
    this.index = builder.index;
    this.timeout = builder.timeout;
    this.refresh = builder.refresh;
    this.consistency = builder.consistency;
    this.tls = builder.tls;
    this.token = builder.token;
    this.maxInFlight = builder.maxInFlight;
    this.maxMessageBytes = builder.maxMessageBytes;
    this.firstBackoff = builder.firstBackoff;
    this.longestBackoff = builder.longestBackoff;
    this.hedgePercentile = builder.hedgePercentile;
    this.linger = builder.linger;
  }

  /** Starts with default options. */
  public static Builder builder(RegistryOptions registry) {
    return new Builder(registry);
  }

  /** Where the tasks of the index stand. */
  public RegistryOptions registry() {
    return registry;
  }

  /** The uid of the index in its job. */
  public String index() {
    return index;
  }

  /** How long a query may take that does not say. */
  public Duration timeout() {
    return timeout;
  }

  /** How often the registry is read when all goes well. */
  public Duration refresh() {
    return refresh;
  }

  /** Which state of the index answers. */
  public Consistency consistency() {
    return consistency;
  }

  /** Who is trusted and who the client is; empty for the trust store of Java. */
  public Optional<ClientTls> tls() {
    return Optional.ofNullable(tls);
  }

  /** What the tasks ask for before they answer. */
  public Optional<String> token() {
    return Optional.ofNullable(token);
  }

  /** Most questions at a time. */
  public int maxInFlight() {
    return maxInFlight;
  }

  /** Largest answer of a task. */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /** The longest wait before the first retry. */
  public Duration firstBackoff() {
    return firstBackoff;
  }

  /** The longest wait before any retry. */
  public Duration longestBackoff() {
    return longestBackoff;
  }

  /** Share of the calls to a task after whose time it is asked a second time; 0 for never. */
  public double hedgePercentile() {
    return hedgePercentile;
  }

  /** How long a question waits for others to go with it; zero for not at all. */
  public Duration linger() {
    return linger;
  }

  private Object[] fields() {
    return new Object[] {
      registry,
      index,
      timeout,
      refresh,
      consistency,
      tls,
      token,
      maxInFlight,
      maxMessageBytes,
      firstBackoff,
      longestBackoff,
      hedgePercentile,
      linger
    };
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ClientOptions other && java.util.Arrays.equals(fields(), other.fields());
  }

  @Override
  public int hashCode() {
    return java.util.Arrays.hashCode(fields());
  }

  /** Says all but the token. */
  @Override
  public String toString() {
    return "ClientOptions[" + registry + ", index=" + index + ", timeout=" + timeout + "]";
  }

  /** Collects options; checked by {@link #build}. */
  public static final class Builder {
    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST_LINGER = Duration.ofMillis(100);

    private final RegistryOptions registry;
    private String index = "iscc-index";
    private Duration timeout = Duration.ofSeconds(10);
    private Duration refresh = Duration.ofSeconds(2);
    private Consistency consistency = Consistency.LATEST;
    private ClientTls tls;
    private String token;
    private int maxInFlight = 10_000;
    private int maxMessageBytes = 64 << 20;
    private Duration firstBackoff = Duration.ofMillis(20);
    private Duration longestBackoff = Duration.ofMillis(500);
    private double hedgePercentile;
    private Duration linger = Duration.ZERO;

    private Builder(RegistryOptions registry) {
      this.registry = Objects.requireNonNull(registry, "registry");
    }

    /** Sets the uid of the index in its job; default {@code iscc-index}. */
    public Builder index(String uid) {
      this.index = uid;
      return this;
    }

    /** Sets how long a query may take that does not say, 1 ms to 10 min; default 10 s. */
    public Builder timeout(Duration timeout) {
      this.timeout = Objects.requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Sets how often the registry is read, 1 ms to 10 min; default 2 s. When a task cannot be
     * reached it is read at once.
     */
    public Builder refresh(Duration interval) {
      this.refresh = Objects.requireNonNull(interval, "refresh");
      return this;
    }

    /** Sets which state of the index answers; default {@link Consistency#LATEST}. */
    public Builder consistency(Consistency consistency) {
      this.consistency = Objects.requireNonNull(consistency, "consistency");
      return this;
    }

    /** Sets who is trusted where tasks talk TLS, null for the trust store of Java; the default. */
    public Builder tls(ClientTls tls) {
      this.tls = tls;
      return this;
    }

    /** Sets the token that tasks ask for, null for none; default none. Use it with TLS only. */
    public Builder token(String token) {
      this.token = token;
      return this;
    }

    /** Sets how many questions may be open before more are refused, from 1 on; default 10000. */
    public Builder maxInFlight(int questions) {
      this.maxInFlight = questions;
      return this;
    }

    /** Sets the largest answer of a task in bytes, from 1 kB on; default 64 MB. */
    public Builder maxMessageBytes(int bytes) {
      this.maxMessageBytes = bytes;
      return this;
    }

    /**
     * Sets how long to wait before parts of an answer that failed are asked for again: a random
     * time up to the first, then up to twice as long each time, up to the longest (1 ms to 10 min);
     * default 20 ms and 500 ms.
     */
    public Builder backoff(Duration first, Duration longest) {
      this.firstBackoff = Objects.requireNonNull(first, "first");
      this.longestBackoff = Objects.requireNonNull(longest, "longest");
      return this;
    }

    /**
     * Sets after what time a task that has not answered is asked a second time: that within which
     * this share of the recent calls was answered, from .5 to less than 1; 0, the default, for
     * never. Only one task holds a key group, so this asks the same one again: it helps against
     * single requests that are held up, and not against a task that is slow as a whole.
     */
    public Builder hedge(double percentile) {
      this.hedgePercentile = percentile;
      return this;
    }

    /**
     * Sets how long a question waits for others that go to a task in one request, up to 100 ms;
     * zero, the default, for not at all. Worth it for many callers at a time and small answers.
     */
    public Builder linger(Duration linger) {
      this.linger = Objects.requireNonNull(linger, "linger");
      return this;
    }

    /**
     * Makes the options.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     */
    public ClientOptions build() {
      require(index != null && !index.isBlank(), "index", index, "texts that are not blank");
      within("timeout", timeout, LONGEST);
      within("refresh", refresh, LONGEST);
      within("backoff first", firstBackoff, LONGEST);
      within("backoff longest", longestBackoff, LONGEST);
      require(
          firstBackoff.compareTo(longestBackoff) <= 0,
          "backoff first",
          firstBackoff,
          "durations up to the longest, " + longestBackoff);
      require(
          token == null || token.matches("[!-~]+"),
          "token",
          "not shown",
          "printable ASCII without blanks");
      require(maxInFlight >= 1, "maxInFlight", maxInFlight, "numbers from 1 on");
      require(maxMessageBytes >= 1024, "maxMessageBytes", maxMessageBytes, "numbers from 1024 on");
      require(
          hedgePercentile == 0 || (hedgePercentile >= .5 && hedgePercentile < 1),
          "hedge",
          hedgePercentile,
          "0, and numbers from .5 to less than 1");
      require(
          !linger.isNegative() && linger.compareTo(LONGEST_LINGER) <= 0,
          "linger",
          linger,
          "durations from zero to 100 ms");
      return new ClientOptions(this);
    }

    private static void within(String option, Duration given, Duration longest) {
      require(
          given.compareTo(SHORTEST) >= 0 && given.compareTo(longest) <= 0,
          option,
          given,
          "durations from 1 ms to " + longest.toMinutes() + " min");
    }

    private static void require(boolean fine, String option, Object given, String allowed) {
      if (!fine) {
        throw new IllegalArgumentException(option + " is " + given + ", allowed are " + allowed);
      }
    }
  }
}
