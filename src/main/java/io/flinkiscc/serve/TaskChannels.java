package io.flinkiscc.serve;

import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.serve.proto.QueryServiceGrpc.QueryServiceStub;
import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.ConnectivityState;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.channel.ChannelOption;
import java.io.File;
import java.io.IOException;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One connection to each running service, made when it is first asked, made anew when it breaks,
 * and closed when its entry goes. Any thread.
 */
final class TaskChannels implements AutoCloseable {

  private static final int CONNECT_MILLIS = 3000;

  /** How long a service whose entry is gone may go on answering what it was asked. */
  private static final long GRACE_MILLIS = 2000;

  private final ClientOptions options;
  private final ScheduledExecutorService timer;
  private final ChannelCredentials tls;
  private final Map<String, Connection> connections = new ConcurrentHashMap<>();
  private volatile boolean closed;

  private record Connection(ManagedChannel channel, QueryServiceStub stub) {}

  /**
   * @throws IOException if the files of the TLS options cannot be read
   */
  TaskChannels(ClientOptions options, ScheduledExecutorService timer) throws IOException {
    this.options = options;
    this.timer = timer;
    this.tls = credentials(options.tls());
  }

  private static ChannelCredentials credentials(Optional<ClientTls> options) throws IOException {
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    if (options.isPresent()) {
      ClientTls files = options.get();
      if (files.trustedCertificates() != null) {
        tls.trustManager(new File(files.trustedCertificates()));
      }
      if (files.certificate() != null) {
        tls.keyManager(new File(files.certificate()), new File(files.key()));
      }
    }
    return tls.build();
  }

  /** What to ask a service with. */
  QueryServiceStub stub(Endpoint task) {
    Connection connection = connections.get(task.instance());
    if (connection == null) {
      connection = connections.computeIfAbsent(task.instance(), instance -> connect(task));
    }
    if (closed) {
      connection.channel().shutdownNow();
    }
    return connection.stub();
  }

  private Connection connect(Endpoint task) {
    // Whoever can write to the registry must not lead a client that wants TLS to do without.
    boolean secure = task.tls() || options.tls().isPresent();
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(
                task.host(), task.port(), secure ? tls : InsecureChannelCredentials.create())
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .maxInboundMessageSize(options.maxMessageBytes())
            .disableRetry();
    if (secure) {
      options.tls().map(ClientTls::serverName).ifPresent(builder::overrideAuthority);
    }
    ManagedChannel channel = builder.build();
    QueryServiceStub stub = QueryServiceGrpc.newStub(channel);
    return new Connection(
        channel,
        options.token().map(token -> stub.withCallCredentials(new Token(token))).orElse(stub));
  }

  /**
   * Closes the connections of all other services; of those that stay, the ones that cannot be
   * reached are tried again.
   */
  void keep(Set<String> instances) {
    for (Iterator<Map.Entry<String, Connection>> all = connections.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, Connection> connection = all.next();
      ManagedChannel channel = connection.getValue().channel();
      if (!instances.contains(connection.getKey())) {
        all.remove();
        channel.shutdown();
        timer.schedule(channel::shutdownNow, GRACE_MILLIS, TimeUnit.MILLISECONDS);
      } else if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
        channel.resetConnectBackoff();
      }
    }
  }

  /** How many there are. */
  int count() {
    return connections.size();
  }

  @Override
  public void close() {
    closed = true;
    connections.values().forEach(connection -> connection.channel().shutdownNow());
  }

  /** Shows a token with every request. */
  private static final class Token extends CallCredentials {
    private static final Metadata.Key<String> HEADER =
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final String value;

    Token(String token) {
      this.value = "Bearer " + token;
    }

    @Override
    public void applyRequestMetadata(
        RequestInfo request, Executor executor, MetadataApplier applier) {
      Metadata headers = new Metadata();
      headers.put(HEADER, value);
      applier.apply(headers);
    }
  }
}
