package io.flinkiscc.serve;

import io.flinkiscc.state.ServedTask;
import io.flinkiscc.state.TaskServiceFactory;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the query service of an index is run: every task of the index starts one. Immutable;
 * serializable as a part of a job. Its text shows no secrets.
 */
public final class QueryServiceOptions implements TaskServiceFactory {

  private static final long serialVersionUID = 1L;

  private final String index;
  private final String host;
  private final int firstPort;
  private final int lastPort;
  private final String advertisedHost;
  private final int threads;
  private final int queue;
  private final int maxQueries;
  private final int maxMessageBytes;
  private final long networkMemoryBytes;
  private final int batch;
  private final int connections;
  private final int callsPerConnection;
  private final Duration longestCall;
  private final Duration drain;
  private final ServiceTls tls;
  private final String token;
  private final String tokenFile;
  private final RegistryOptions registry;

  QueryServiceOptions(QueryServiceOptionsBuilder builder) {
    this.index = builder.index;
    this.host = builder.host;
    this.firstPort = builder.firstPort;
    this.lastPort = builder.lastPort;
    this.advertisedHost = builder.advertisedHost;
    this.threads = builder.threads;
    this.queue = builder.queue;
    this.maxQueries = builder.maxQueries;
    this.maxMessageBytes = builder.maxMessageBytes;
    this.networkMemoryBytes = builder.networkMemoryBytes;
    this.batch = builder.batch;
    this.connections = builder.connections;
    this.callsPerConnection = builder.callsPerConnection;
    this.longestCall = builder.longestCall;
    this.drain = builder.drain;
    this.tls = builder.tls;
    this.token = builder.token;
    this.tokenFile = builder.tokenFile;
    this.registry = builder.registry;
  }

  /** Starts with default options. */
  public static QueryServiceOptionsBuilder builder() {
    return new QueryServiceOptionsBuilder();
  }

  @Override
  public AutoCloseable start(ServedTask task) throws Exception {
    return QueryServer.start(this, task);
  }

  /** The uid of the index in its job. */
  public String index() {
    return index;
  }

  /** The name or address of the machine to listen at. */
  public String host() {
    return host;
  }

  /** The first port to try; 0 for any. */
  public int firstPort() {
    return firstPort;
  }

  /** The last port to try. */
  public int lastPort() {
    return lastPort;
  }

  /** What clients are told to connect to; empty for what can be found out. */
  public Optional<String> advertisedHost() {
    return Optional.ofNullable(advertisedHost);
  }

  /** Threads that search, for each task. */
  public int threads() {
    return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /** Requests that may wait. */
  public int queue() {
    return queue;
  }

  /** Most queries of a request. */
  public int maxQueries() {
    return maxQueries;
  }

  /** Most bytes of a request and of a response. */
  public int maxMessageBytes() {
    return maxMessageBytes;
  }

  /** Most bytes that requests and responses take on their way, all connections together. */
  public long networkMemoryBytes() {
    return networkMemoryBytes;
  }

  /** Queries that a thread answers together. */
  public int batch() {
    return batch;
  }

  /** Most connections at a time. */
  public int connections() {
    return connections;
  }

  /** Most calls of a connection at a time. */
  public int callsPerConnection() {
    return callsPerConnection;
  }

  /** Most time of a call, whatever its own deadline. */
  public Duration longestCall() {
    return longestCall;
  }

  /** How long a closing service goes on with the calls it has. */
  public Duration drain() {
    return drain;
  }

  /** How it talks TLS; empty if it does not. */
  public Optional<ServiceTls> tls() {
    return Optional.ofNullable(tls);
  }

  Optional<String> token() {
    return Optional.ofNullable(token);
  }

  Optional<String> tokenFile() {
    return Optional.ofNullable(tokenFile);
  }

  /** Where clients find the services; empty if they are told in another way. */
  public Optional<RegistryOptions> registry() {
    return Optional.ofNullable(registry);
  }

  @Override
  public String toString() {
    return "QueryServiceOptions[index="
        + index
        + ", listens at "
        + host
        + ":"
        + firstPort
        + (lastPort > firstPort ? "-" + lastPort : "")
        + ", advertised as "
        + Objects.requireNonNullElse(advertisedHost, "found out")
        + ", registry="
        + (registry == null ? "none" : registry)
        + ", threads="
        + threads
        + ", queue="
        + queue
        + ", tls="
        + (tls == null ? "no" : tls.clientCa() == null ? "yes" : "mutual")
        + ", token="
        + (token == null && tokenFile == null ? "no" : "yes")
        + "]";
  }
}
