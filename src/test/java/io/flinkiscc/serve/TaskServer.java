package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.query.KeyGroupOf;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.serve.proto.Answer;
import io.flinkiscc.serve.proto.GetRequest;
import io.flinkiscc.serve.proto.GetResponse;
import io.flinkiscc.serve.proto.Query;
import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.serve.proto.SearchRequest;
import io.flinkiscc.serve.proto.SearchResponse;
import io.flinkiscc.serve.proto.Task;
import io.flinkiscc.state.TaskPlace;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The service of one index task as a client sees it, on the loopback, over a real index; it fails
 * and waits when it is told to.
 */
final class TaskServer extends QueryServiceGrpc.QueryServiceImplBase implements AutoCloseable {

  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final TaskPlace place;
  private final AssetIndex index;
  private final Server server;
  private final Matcher matcher = new Matcher(MatchRules.tiered());
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String claimed = UUID.randomUUID().toString();
  private final Endpoint endpoint;
  private volatile Supplier<Status> fault = () -> null;
  private volatile CountDownLatch hold = new CountDownLatch(0);
  private volatile String authorization;

  /**
   * Starts to serve those of the assets that are in the key groups of a task.
   *
   * @param epoch when it says it began
   */
  TaskServer(TaskPlace place, Collection<Asset> assets, long epoch) throws IOException {
    this.place = place;
    this.index =
        AssetIndex.builder()
            .options(EngineOptions.builder().indexing(EngineOptions.Indexing.OFF).build())
            .build();
    for (Asset asset : assets) {
      int keyGroup = KeyGroupOf.key(asset.key(), place.maxParallelism());
      if (holds(keyGroup)) {
        index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, 1), keyGroup);
      }
    }
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(this)
            .intercept(new Headers())
            .build()
            .start();
    this.endpoint = Endpoints.of(place, claimed, server.getPort(), epoch, Long.MAX_VALUE);
  }

  private boolean holds(int keyGroup) {
    return place.firstKeyGroup() <= keyGroup && keyGroup <= place.lastKeyGroup();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** How many searches came. */
  int requests() {
    return requests.get();
  }

  /** What the last request showed. */
  String authorization() {
    return authorization;
  }

  /** Requests fail with what this gives, if it gives something. */
  void fault(Supplier<Status> status) {
    fault = status;
  }

  /** Fails so many requests. */
  void failNext(int count, Status status) {
    AtomicInteger left = new AtomicInteger(count);
    fault(() -> left.getAndDecrement() > 0 ? status : null);
  }

  /** Requests wait for what is returned. */
  CountDownLatch hold() {
    hold = new CountDownLatch(1);
    return hold;
  }

  /** Answers as another instance from now on. */
  void claimToBe(String instance) {
    claimed = instance;
  }

  IndexSnapshot snapshot() {
    return index.snapshot();
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResponse> to) {
    requests.incrementAndGet();
    awaitTurn();
    Status status = fault.get();
    if (status == null && !request.getInstance().equals(endpoint.instance())) {
      status = Status.FAILED_PRECONDITION.withDescription("it is another instance");
    }
    if (status != null) {
      to.onError(status.asRuntimeException());
      return;
    }
    try {
      IndexSnapshot snapshot = index.snapshot();
      SearchResponse.Builder response =
          SearchResponse.newBuilder()
              .setTask(task())
              .setIndexTimeMicros(snapshot.maxEventTimeMicros());
      for (Query query : request.getQueriesList()) {
        response.addAnswers(answer(snapshot, query));
      }
      to.onNext(response.build());
      to.onCompleted();
    } catch (InvalidMessageException e) {
      to.onError(Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
    }
  }

  private void awaitTurn() {
    try {
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer answer(IndexSnapshot snapshot, Query query) throws InvalidMessageException {
    QueryRecord record = QueryProto.record(query, "q");
    QueryTerms terms = new QueryTerms(endpoint.unitTypes());
    if (record.isccId().isPresent()) {
      IsccId id = record.isccId().get();
      if (!holds(KeyGroupOf.key(id.body(), place.maxParallelism()))) {
        return Answer.newBuilder().setStatus(Answer.Status.NOT_HERE).build();
      }
      Optional<Asset> asset = snapshot.get(id.body());
      if (asset.isEmpty()) {
        return Answer.newBuilder().setStatus(Answer.Status.NOT_FOUND).build();
      }
      MatchQuery asked = terms.of(record, asset.get().units()).orElseThrow();
      return PartProto.of(matcher.match(snapshot, asked)).toBuilder()
          .addAllUnits(AssetProto.unitTexts(asset.get().units()))
          .build();
    }
    MatchQuery asked = terms.of(record, UnitCodes.of(record.units())).orElseThrow();
    MatchQuery.Builder excluding =
        MatchQuery.builder()
            .limit(asked.limit())
            .threshold(asked.threshold())
            .filter(asked.filter())
            .includeMetadata(asked.includeMetadata())
            .includeUnitMatches(asked.includeUnitMatches())
            .exact(asked.exact())
            .excludedKey(QueryProto.excludedKey(query));
    asked.units().forEach(excluding::unit);
    asked.simprints().forEach((t, codes) -> codes.forEach(c -> excluding.simprint(t, c)));
    return PartProto.of(matcher.match(snapshot, excluding.build()));
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetResponse> to) {
    awaitTurn();
    Status status = fault.get();
    if (status != null) {
      to.onError(status.asRuntimeException());
      return;
    }
    Optional<Asset> asset = index.snapshot().get(IsccId.parse(request.getIsccId()).body());
    GetResponse.Builder response = GetResponse.newBuilder().setTask(task());
    asset.ifPresentOrElse(
        found -> response.setStatus(GetResponse.Status.FOUND).setAsset(AssetProto.of(found)),
        () -> response.setStatus(GetResponse.Status.NOT_FOUND));
    to.onNext(response.build());
    to.onCompleted();
  }

  private Task task() {
    return Task.newBuilder()
        .setInstance(claimed)
        .setFirstKeyGroup(place.firstKeyGroup())
        .setLastKeyGroup(place.lastKeyGroup())
        .setMaxParallelism(place.maxParallelism())
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    hold.countDown();
    try {
      server.awaitTermination();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    index.close();
  }

  static void closeAll(List<TaskServer> servers) {
    servers.forEach(TaskServer::close);
  }

  /** Notes what requests show. */
  private final class Headers implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      authorization = headers.get(AUTHORIZATION);
      return next.startCall(call, headers);
    }
  }
}
