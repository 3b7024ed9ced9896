package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.Chunk;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.serve.proto.Query;
import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.serve.proto.SearchRequest;
import io.flinkiscc.serve.proto.Simprints;
import io.flinkiscc.state.TestServedTask;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A running service, clients of it and something to ask. */
final class ServiceFixture implements AutoCloseable {

  static final UnitType TEXT = UnitType.CONTENT_TEXT_V0;

  final Random random = new Random(7);
  final RecordedMetrics metrics = new RecordedMetrics();
  final TestServedTask task = new TestServedTask(metrics);
  final QueryServer server;
  final int port;
  private final List<ManagedChannel> channels = new ArrayList<>();

  ServiceFixture(UnaryOperator<QueryServiceOptionsBuilder> options) throws Exception {
    server =
        QueryServer.start(
            options.apply(QueryServiceOptions.builder().threads(1)).build(), task.served());
    port = server.endpoint().port();
  }

  NettyChannelBuilder channelBuilder() {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext();
  }

  ManagedChannel open(NettyChannelBuilder builder) {
    ManagedChannel channel = builder.build();
    channels.add(channel);
    return channel;
  }

  /** A client on a connection of its own. */
  QueryServiceGrpc.QueryServiceBlockingStub client() {
    return QueryServiceGrpc.newBlockingStub(open(channelBuilder()));
  }

  byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Fills the index with assets of one unit, one simprint and metadata. */
  void fill(int assets, int metadataBytes) {
    for (int key = 1; key <= assets; key++) {
      task.put(
          Asset.builder(key)
              .unit(TEXT, Code.of(bytes(8)))
              .chunk(TEXT, new Chunk(Code.of(bytes(32)), 0, 1))
              .metadata(bytes(metadataBytes))
              .build());
    }
  }

  /** A request for the nearest to some code. */
  SearchRequest quick() {
    return SearchRequest.newBuilder().addQueries(query()).build();
  }

  Query query() {
    return Query.newBuilder()
        .addCodes(IsccUnit.of(TEXT, bytes(8)).canonical())
        .setIncludeUnitMatches(true)
        .build();
  }

  /** A request that takes minutes when the index is filled with some ten thousand assets. */
  SearchRequest endless() {
    Simprints.Builder simprints = Simprints.newBuilder().setType(TEXT.name());
    for (int i = 0; i < 1000; i++) {
      simprints.addCodes(com.google.protobuf.ByteString.copyFrom(bytes(32)));
    }
    SearchRequest.Builder request = SearchRequest.newBuilder();
    for (int i = 0; i < 100; i++) {
      request.addQueries(Query.newBuilder().addSimprints(simprints).setExact(true));
    }
    return request.build();
  }

  /** Closes the service; the clients stay. */
  void closeServer() {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Waits until the service takes no connections any more. */
  void awaitRefusal() {
    while (true) {
      try (Socket ignored = new Socket("127.0.0.1", port)) {
        Thread.onSpinWait();
      } catch (IOException refused) {
        return;
      }
    }
  }

  @Override
  public void close() throws Exception {
    channels.forEach(ManagedChannel::shutdownNow);
    for (ManagedChannel channel : channels) {
      channel.awaitTermination(1, TimeUnit.MINUTES);
    }
    server.close();
    task.close();
  }
}
