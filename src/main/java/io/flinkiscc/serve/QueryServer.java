package io.flinkiscc.serve;

import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.state.ServedTask;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running query service of a task. It has threads of its own, all of which have ended when
 * {@link #close} returns, and never touches the thread of the task.
 */
final class QueryServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(QueryServer.class);

  /**
   * Warns of every stream that a client breaks, with a stack trace: any client could fill the disk.
   * Kept, as loggers that nobody holds forget their level.
   */
  private static final java.util.logging.Logger NETTY_LOG =
      java.util.logging.Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

  static {
    NETTY_LOG.setLevel(java.util.logging.Level.SEVERE);
  }

  /** A call that is not ended with a word in this time is reset. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private static final int METADATA_BYTES = 8192;
  private static final int WINDOW_BYTES = 1 << 18;
  private static final long HANDSHAKE_SECONDS = 10;
  private static final long IDLE_MINUTES = 10;
  private static final long AGE_HOURS = 6;
  private static final long PING_SECONDS = 30;
  private static final long PING_ANSWER_SECONDS = 20;
  private static final long CLIENT_PING_SECONDS = 5;
  private static final int RESETS = 10_000;
  private static final int RESETS_SECONDS = 10;

  private final QueryServiceOptions options;
  private final ServedTask task;
  private final ServedIdentity identity;
  private final ServiceMetrics metrics;
  private final RequestQueue queue;
  private final ServiceCalls calls;
  private final SearchThreads searches;
  private final ServiceThreads threads;
  private final HealthStatusManager health = new HealthStatusManager();
  private final ConnectionLimit connections;
  private final Counter refusedConnections = new ThreadSafeSimpleCounter();
  private final BoundedMemory memory;
  private Server server;
  private EndpointPublisher publisher;
  private boolean closed;

  private QueryServer(QueryServiceOptions options, ServedTask task) {
    this.options = options;
    this.task = task;
    this.identity = ServedIdentity.begin(options.index(), task);
    this.metrics = new ServiceMetrics(task.metrics());
    this.queue = new RequestQueue(options.queue(), options.networkMemoryBytes());
    this.calls = new ServiceCalls(queue, options.longestCall().toNanos(), metrics);
    this.memory = new BoundedMemory(options.networkMemoryBytes());
    this.searches =
        new SearchThreads(
            task,
            identity,
            options,
            metrics,
            new Responses(options.maxMessageBytes(), memory, metrics),
            queue);
    this.threads = new ServiceThreads(task, options.threads());
    this.connections = new ConnectionLimit(options.connections());
  }

  /**
   * Starts to serve.
   *
   * @throws Exception if no port can be had or a file cannot be read
   */
  static QueryServer start(QueryServiceOptions options, ServedTask task) throws Exception {
    QueryServer service = new QueryServer(options, task);
    try {
      service.start();
    } catch (Exception | Error e) {
      try {
        service.close();
      } catch (Exception | Error alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
    return service;
  }

  private void start() throws Exception {
    metrics.counter("refusedConnections", refusedConnections);
    metrics.gauge("waitingRequests", queue::size);
    metrics.gauge("connections", connections::open);
    metrics.gauge("networkBytes", this::networkBytes);
    searches.start();
    server = bind();
    health.setStatus(QueryServiceGrpc.SERVICE_NAME, ServingStatus.SERVING);
    Endpoint endpoint = endpoint();
    LOG.info(
        "The query service of {} listens at {}:{}", task.place(), options.host(), endpoint.port());
    options.registry().ifPresent(to -> publisher = EndpointPublisher.start(to, endpoint));
  }

  /** Where it can be asked. */
  Endpoint endpoint() throws IOException {
    return new Endpoint(
        options.index(),
        task.place(),
        AdvertisedHost.of(options),
        server.getPort(),
        options.tls().isPresent(),
        identity.task().getEpochMillis(),
        identity.task().getInstance(),
        task.realm(),
        task.rules().scoring(),
        task.unitTypes(),
        identity.task().getEpochMillis());
  }

  /** Bytes that the connections take outside of the heap. */
  long networkBytes() {
    return memory.metric().usedDirectMemory();
  }

  private Server bind() throws IOException {
    SslContext tls =
        options.tls().isPresent() ? ServiceSecrets.sslContext(options.tls().get()) : null;
    String token = ServiceSecrets.token(options).orElse(null);
    IOException failed = null;
    for (int port = options.firstPort(); port <= options.lastPort(); port++) {
      try {
        return server(port, tls, token).start();
      } catch (IOException e) {
        LOG.debug("Port {} cannot be had", port, e);
        failed = e;
      }
    }
    throw new IOException(
        "The query service can listen at no port "
            + options.firstPort()
            + ".."
            + options.lastPort()
            + " of "
            + options.host()
            + "; give more ports or 0 for any",
        failed);
  }

  private Server server(int port, SslContext tls, String token) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(options.host(), port))
            .bossEventLoopGroup(threads.loop())
            .workerEventLoopGroup(threads.loop())
            .channelFactory(() -> new BoundedServerChannel(connections, refusedConnections))
            .withChildOption(ChannelOption.ALLOCATOR, memory)
            .directExecutor()
            .flowControlWindow(WINDOW_BYTES)
            .maxInboundMessageSize(options.maxMessageBytes())
            .maxInboundMetadataSize(METADATA_BYTES)
            .maxConcurrentCallsPerConnection(options.callsPerConnection())
            .maxRstFramesPerWindow(RESETS, RESETS_SECONDS)
            .handshakeTimeout(HANDSHAKE_SECONDS, TimeUnit.SECONDS)
            .maxConnectionIdle(IDLE_MINUTES, TimeUnit.MINUTES)
            .maxConnectionAge(AGE_HOURS, TimeUnit.HOURS)
            .maxConnectionAgeGrace(options.longestCall().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTime(PING_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(PING_ANSWER_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveTime(CLIENT_PING_SECONDS, TimeUnit.SECONDS)
            .permitKeepAliveWithoutCalls(true)
            .addStreamTracerFactory(
                new LongestCalls(options.longestCall().plus(GRACE), threads.loop()))
            .addService(ServiceMethods.of(calls, task, identity))
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance());
    if (token != null) {
      builder.intercept(new TokenGate(token, metrics));
    }
    return (tls == null ? builder : builder.sslContext(tls)).build();
  }

  /**
   * Tells that it closes, goes on with the calls it has for the drain time, and ends. An interrupt
   * ends the calls at once.
   */
  @Override
  public void close() throws Exception {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = false;
    try (AutoCloseable ending = this::end) {
      health.enterTerminalState();
      if (publisher != null) {
        publisher.close();
      }
      calls.refuseAll();
      if (server != null) {
        server.shutdown();
        calls.awaitIdle(options.drain().toNanos());
      }
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Ends everything and waits for that, also if the task is interrupted. */
  private void end() {
    searches.stop();
    calls.endWaiting();
    boolean interrupted = Thread.interrupted();
    while (true) {
      try {
        // They tell their callers, so before the connections.
        searches.join();
        if (server != null) {
          server.shutdownNow();
        }
        threads.end();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
