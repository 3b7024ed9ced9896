package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.flinkiscc.serve.proto.Query;
import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.serve.proto.SearchRequest;
import io.flinkiscc.serve.proto.SearchResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that mean no good: others are answered all the same. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class HostileClientsTest {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private static void assertServes(ServiceFixture fixture) {
    assertThat(fixture.client().search(fixture.quick()).getAnswersCount()).isEqualTo(1);
  }

  @Test
  void garbageIsNoRequest() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o)) {
      fixture.fill(10, 0);
      for (int i = 0; i < 200; i++) {
        try (Socket socket = new Socket("127.0.0.1", fixture.port)) {
          OutputStream out = socket.getOutputStream();
          if (fixture.random.nextBoolean()) {
            out.write(PREFACE);
          }
          out.write(fixture.bytes(1 + fixture.random.nextInt(5000)));
        } catch (IOException closedByTheService) {
          // As it should be.
        }
      }
      assertServes(fixture);
      fixture.metrics.await("connections", n -> n <= 1);
    }
  }

  @Test
  void garbageInACallIsRefused() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o)) {
      fixture.fill(10, 0);
      ManagedChannel channel = fixture.open(fixture.channelBuilder());
      int refused = 0;
      for (int i = 0; i < 500; i++) {
        Status status = send(channel, fixture.bytes(fixture.random.nextInt(200)));
        assertThat(status.getCode()).isIn(Status.Code.INVALID_ARGUMENT, Status.Code.OK);
        refused += status.isOk() ? 0 : 1;
      }
      assertThat(refused).isPositive();
      assertThat(fixture.metrics.value("failed")).isZero();
      assertServes(fixture);
    }
  }

  private static Status send(ManagedChannel channel, byte[] request) throws Exception {
    Answered answered = new Answered();
    open(channel, answered, request).halfClose();
    return answered.status.get();
  }

  /** Begins a call with any number of requests. */
  private static ClientCall<byte[], SearchResponse> open(
      ManagedChannel channel, Answered to, byte[]... requests) {
    ClientCall<byte[], SearchResponse> call =
        channel.newCall(
            QueryServiceGrpc.getSearchMethod().toBuilder(
                    new Raw(), QueryServiceGrpc.getSearchMethod().getResponseMarshaller())
                .setType(MethodDescriptor.MethodType.BIDI_STREAMING)
                .build(),
            CallOptions.DEFAULT);
    call.start(to, new Metadata());
    call.request(1);
    for (byte[] request : requests) {
      call.sendMessage(request);
    }
    return call;
  }

  @Test
  void callsHaveOneRequest() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o)) {
      fixture.fill(10, 0);
      ManagedChannel channel = fixture.open(fixture.channelBuilder());
      byte[] quick = fixture.quick().toByteArray();
      Answered two = new Answered();
      open(channel, two, quick, quick);
      assertThat(two.status.get().isOk()).isFalse();
      Answered none = new Answered();
      open(channel, none).halfClose();
      assertThat(none.status.get().isOk()).isFalse();
      assertServes(fixture);
    }
  }

  @Test
  void messagesAndMetadataThatAreTooLargeAreRefused() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.maxMessageBytes(100_000))) {
      fixture.fill(10, 0);
      SearchRequest large =
          SearchRequest.newBuilder()
              .addQueries(
                  Query.newBuilder().setFilterBytes(ByteString.copyFromUtf8("x".repeat(100_001))))
              .build();
      assertCode(Status.Code.RESOURCE_EXHAUSTED, () -> fixture.client().search(large));
      Metadata headers = new Metadata();
      headers.put(TokenGate.AUTHORIZATION, "x".repeat(20_000));
      assertThatThrownBy(
              () ->
                  fixture
                      .client()
                      .withInterceptors(
                          io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(headers))
                      .search(fixture.quick()))
          .isInstanceOf(StatusRuntimeException.class);
      assertServes(fixture);
    }
  }

  @Test
  void manyEmptyQueriesAreRefusedBeforeTheyAreMade() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o)) {
      fixture.fill(10, 0);
      SearchRequest.Builder many = SearchRequest.newBuilder();
      for (int i = 0; i < 1_000_000; i++) {
        many.addQueries(Query.getDefaultInstance());
      }
      assertCode(Status.Code.INVALID_ARGUMENT, () -> fixture.client().search(many.build()));
      assertServes(fixture);
    }
  }

  @Test
  void deepFiltersAreRefused() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o)) {
      fixture.fill(10, 0);
      Query deep = fixture.query().toBuilder().setFilter("{\"not\":".repeat(100_000)).build();
      SearchRequest request = SearchRequest.newBuilder().addQueries(deep).build();
      assertThat(fixture.client().search(request).getAnswers(0).getError()).contains("filter");
      assertThat(fixture.metrics.value("failed")).isZero();
      assertServes(fixture);
    }
  }

  /** Of clients that never take their answers no more is kept than may, and others are answered. */
  @Test
  void whoDoesNotReadPinsNoMemory() throws Exception {
    int limit = 16 << 20;
    try (ServiceFixture fixture =
        new ServiceFixture(
            o ->
                o.networkMemoryBytes(limit)
                    .callsPerConnection(1000)
                    .queue(1000)
                    .longestCall(Duration.ofMinutes(2)))) {
      fixture.fill(100, 50_000);
      SearchRequest large =
          SearchRequest.newBuilder()
              .addQueries(fixture.query().toBuilder().setThreshold(0).setLimit(60))
              .build();
      List<Answered> never = new ArrayList<>();
      for (int connection = 0; connection < 4; connection++) {
        ManagedChannel channel = fixture.open(fixture.channelBuilder().flowControlWindow(65_535));
        for (int i = 0; i < 50; i++) {
          ClientCall<SearchRequest, SearchResponse> call =
              channel.newCall(QueryServiceGrpc.getSearchMethod(), CallOptions.DEFAULT);
          Answered answered = new Answered();
          never.add(answered);
          call.start(answered, new Metadata());
          call.sendMessage(large);
          call.halfClose();
        }
      }
      // 200 answers of 3 MB each were worked on: 600 MB.
      fixture.metrics.await("requests", n -> n == 200);
      fixture.metrics.await("waitingRequests", n -> n == 0);
      assertThat(fixture.server.networkBytes()).isLessThan(limit + (8L << 20));
      assertThat(fixture.metrics.value("refused")).isPositive();
      assertServes(fixture);
      never.forEach(answered -> answered.status.cancel(true));
    }
  }

  @Test
  void connectionsAboveTheLimitAreClosedAtOnce() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.connections(20))) {
      fixture.fill(10, 0);
      ManagedChannel channel = fixture.open(fixture.channelBuilder());
      QueryServiceGrpc.newBlockingStub(channel).search(fixture.quick());
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        sockets.add(new Socket("127.0.0.1", fixture.port));
      }
      fixture.metrics.await("refusedConnections", n -> n == 2000 - 19);
      assertThat(fixture.metrics.value("connections")).isEqualTo(20);
      assertThat(
              QueryServiceGrpc.newBlockingStub(channel).search(fixture.quick()).getAnswersCount())
          .isEqualTo(1);
      for (Socket socket : sockets) {
        socket.close();
      }
      fixture.metrics.await("connections", n -> n == 1);
      assertServes(fixture);
    }
  }

  @Test
  void whoSendsHalfARequestIsGivenUp() throws Exception {
    try (ServiceFixture fixture = new ServiceFixture(o -> o.longestCall(Duration.ofMillis(10)))) {
      fixture.fill(10, 0);
      ManagedChannel channel = fixture.open(fixture.channelBuilder());
      Answered ended = new Answered();
      open(channel, ended);
      assertThat(ended.status.get().getCode())
          .isIn(Status.Code.CANCELLED, Status.Code.DEADLINE_EXCEEDED);
    }
  }

  private static void assertCode(
      Status.Code code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(code));
  }

  /** The end of a search, whose answer is not taken. */
  private static final class Answered extends ClientCall.Listener<SearchResponse> {
    private final CompletableFuture<Status> status = new CompletableFuture<>();

    @Override
    public void onClose(Status how, Metadata trailers) {
      status.complete(how);
    }
  }

  /** Bytes as they are. */
  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] bytes) {
      return new ByteArrayInputStream(bytes);
    }

    @Override
    public byte[] parse(InputStream in) {
      throw new UnsupportedOperationException();
    }
  }
}
