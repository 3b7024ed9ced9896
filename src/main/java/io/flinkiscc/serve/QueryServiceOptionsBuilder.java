package io.flinkiscc.serve;

import java.time.Duration;

/** Collects the options of query services; checked by {@link #build}. Not thread-safe. */
public final class QueryServiceOptionsBuilder {

  private static final int HIGHEST_PORT = 65_535;
  private static final int MOST_THREADS = 1024;
  private static final int LEAST_MESSAGE = 1 << 10;
  private static final int MOST_MESSAGE = 1 << 30;
  private static final Duration LONGEST = Duration.ofHours(1);

  String index = "iscc-index";
  String host = "127.0.0.1";
  int firstPort;
  int lastPort;
  String advertisedHost;
  int threads;
  int queue = 256;
  int maxQueries = 128;
  int maxMessageBytes = 4 << 20;
  long networkMemoryBytes = 64L << 20;
  int batch = 8;
  int connections = 256;
  int callsPerConnection = 1024;
  Duration longestCall = Duration.ofSeconds(30);
  Duration drain = Duration.ofSeconds(1);
  ServiceTls tls;
  String token;
  String tokenFile;
  RegistryOptions registry;

  QueryServiceOptionsBuilder() {}

  /** Sets the uid of the index in its job; default {@code iscc-index}. */
  public QueryServiceOptionsBuilder index(String uid) {
    this.index = uid;
    return this;
  }

  /**
   * Sets the name or address of the machine to listen at, {@code 0.0.0.0} for all it has; default
   * the loopback address, at which only programs of the same machine can ask.
   */
  public QueryServiceOptionsBuilder host(String host) {
    this.host = host;
    return this;
  }

  /** Sets the port to listen at; default 0: any that is free. */
  public QueryServiceOptionsBuilder port(int port) {
    return ports(port, port);
  }

  /** Sets the ports to try one after the other, as several tasks may run on one machine. */
  public QueryServiceOptionsBuilder ports(int first, int last) {
    this.firstPort = first;
    this.lastPort = last;
    return this;
  }

  /**
   * Sets what clients are told to connect to; null, which is the default, for the {@link #host} or,
   * if that is all of the machine, an address that it has.
   */
  public QueryServiceOptionsBuilder advertisedHost(String host) {
    this.advertisedHost = host;
    return this;
  }

  /** Sets the threads that search, for each task; default 0: half of the cores, at least 1. */
  public QueryServiceOptionsBuilder threads(int threads) {
    this.threads = threads;
    return this;
  }

  /** Sets how many requests may wait before others are refused; default 256. */
  public QueryServiceOptionsBuilder queue(int requests) {
    this.queue = requests;
    return this;
  }

  /** Sets the most queries of a request; default 128. */
  public QueryServiceOptionsBuilder maxQueries(int queries) {
    this.maxQueries = queries;
    return this;
  }

  /** Sets the most bytes of a request and of a response; default 4 MB. */
  public QueryServiceOptionsBuilder maxMessageBytes(int bytes) {
    this.maxMessageBytes = bytes;
    return this;
  }

  /**
   * Sets the most bytes that requests which are not complete and responses which are not taken yet
   * may take, all connections together, outside of the heap; connections that want more are closed.
   * Default 64 MB.
   */
  public QueryServiceOptionsBuilder networkMemoryBytes(long bytes) {
    this.networkMemoryBytes = bytes;
    return this;
  }

  /** Sets how many queries a thread answers in one pass, if so many wait; default 8. */
  public QueryServiceOptionsBuilder batch(int queries) {
    this.batch = queries;
    return this;
  }

  /** Sets the most connections at a time; those above it are closed at once. Default 256. */
  public QueryServiceOptionsBuilder connections(int connections) {
    this.connections = connections;
    return this;
  }

  /**
   * Sets the most calls of a connection at a time; default 1024. With fewer than may wait, a client
   * with one connection keeps back what is too much instead of hearing at once that it is.
   */
  public QueryServiceOptionsBuilder callsPerConnection(int calls) {
    this.callsPerConnection = calls;
    return this;
  }

  /** Sets the most time of a call that has no deadline or a later one; default 30 s. */
  public QueryServiceOptionsBuilder longestCall(Duration time) {
    this.longestCall = time;
    return this;
  }

  /** Sets how long a closing service goes on with the calls it has; default 1 s. */
  public QueryServiceOptionsBuilder drain(Duration time) {
    this.drain = time;
    return this;
  }

  /** Sets how the service talks TLS; null, which is the default, for no TLS. */
  public QueryServiceOptionsBuilder tls(ServiceTls tls) {
    this.tls = tls;
    return this;
  }

  /**
   * Sets what clients have to know; null, which is the default, for nothing. It becomes a part of
   * the job, where it can be read: a {@link #tokenFile} is better.
   */
  public QueryServiceOptionsBuilder token(String token) {
    this.token = token;
    return this;
  }

  /**
   * Sets the file, where the services run, whose text clients have to know; null, which is the
   * default, for none.
   */
  public QueryServiceOptionsBuilder tokenFile(String path) {
    this.tokenFile = path;
    return this;
  }

  /** Sets where clients find the services; null, which is the default, for no registry. */
  public QueryServiceOptionsBuilder registry(RegistryOptions registry) {
    this.registry = registry;
    return this;
  }

  /**
   * Makes the options.
   *
   * @throws IllegalArgumentException naming the option that is out of range
   */
  public QueryServiceOptions build() {
    require(index != null && !index.isBlank(), "index", index, "texts that are not blank");
    require(host != null && !host.isBlank(), "host", host, "names and addresses");
    require(
        firstPort >= 0 && lastPort <= HIGHEST_PORT && firstPort <= lastPort,
        "ports",
        firstPort + ".." + lastPort,
        "ascending numbers in 0.." + HIGHEST_PORT);
    require(
        firstPort > 0 || lastPort == 0,
        "ports",
        firstPort + ".." + lastPort,
        "0 (any) alone or numbers from 1 on");
    require(
        advertisedHost == null || !advertisedHost.isBlank(),
        "advertisedHost",
        advertisedHost,
        "names and addresses");
    range("threads", threads, 0, MOST_THREADS);
    range("queue", queue, 1, 1 << 20);
    range("maxQueries", maxQueries, 1, 1 << 16);
    range("maxMessageBytes", maxMessageBytes, LEAST_MESSAGE, MOST_MESSAGE);
    range("networkMemoryBytes", networkMemoryBytes, 4L * maxMessageBytes, Long.MAX_VALUE);
    range("batch", batch, 1, 1 << 10);
    range("connections", connections, 1, 1 << 20);
    range("callsPerConnection", callsPerConnection, 1, 1 << 20);
    require(
        longestCall != null
            && longestCall.compareTo(Duration.ofMillis(1)) >= 0
            && longestCall.compareTo(LONGEST) <= 0,
        "longestCall",
        longestCall,
        "durations from 1 ms to 1 h");
    require(
        drain != null && !drain.isNegative() && drain.compareTo(LONGEST) <= 0,
        "drain",
        drain,
        "durations from 0 to 1 h");
    // The text of a wrong token is not shown.
    require(token == null || isToken(token), "token", "another", "printable ASCII without blanks");
    require(
        token == null || tokenFile == null, "tokenFile", tokenFile, "none if token is given too");
    return new QueryServiceOptions(this);
  }

  /** Whether a text can be sent as a token. */
  static boolean isToken(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  private static void range(String option, long given, long min, long max) {
    require(given >= min && given <= max, option, given, min + ".." + max);
  }

  private static void require(boolean holds, String option, Object given, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "query service option " + option + " is " + given + ", allowed are " + allowed);
    }
  }
}
