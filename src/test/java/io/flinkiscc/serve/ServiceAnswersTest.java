package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.KeyGroupOf;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.serve.proto.Answer;
import io.flinkiscc.serve.proto.Consistency;
import io.flinkiscc.serve.proto.GetRequest;
import io.flinkiscc.serve.proto.GetResponse;
import io.flinkiscc.serve.proto.InfoRequest;
import io.flinkiscc.serve.proto.InfoResponse;
import io.flinkiscc.serve.proto.Query;
import io.flinkiscc.serve.proto.QueryServiceGrpc;
import io.flinkiscc.serve.proto.SearchRequest;
import io.flinkiscc.serve.proto.SearchResponse;
import io.flinkiscc.state.TaskPlace;
import io.flinkiscc.state.TestServedTask;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the service answers, over a socket. */
class ServiceAnswersTest {

  private static final int KEYS = 300;
  private static final int LAST_GROUP = 63;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final RandomAssets assets = new RandomAssets(random);
  private final RecordedMetrics metrics = new RecordedMetrics();
  private final TestServedTask task =
      new TestServedTask(
          new TaskPlace("0f", 0, 2, 3, 128, 0, LAST_GROUP), MatchRules.tiered(), metrics);
  private QueryServer server;
  private io.grpc.ManagedChannel channel;
  private QueryServiceGrpc.QueryServiceBlockingStub client;

  @BeforeEach
  void start() throws Exception {
    for (int key = 1; key <= KEYS; key++) {
      if (isHere(key)) {
        task.put(assets.asset(key));
      }
    }
    QueryServiceOptions options =
        QueryServiceOptions.builder().index("books").threads(1).maxQueries(50).build();
    server = QueryServer.start(options, task.served());
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.endpoint().port())
            .usePlaintext()
            .build();
    client = QueryServiceGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    server.close();
    task.close();
  }

  private static boolean isHere(long key) {
    return KeyGroupOf.key(key, 128) <= LAST_GROUP;
  }

  private long keyThatIs(boolean here) {
    return random.longs(1, KEYS).filter(k -> isHere(k) == here).findFirst().orElseThrow();
  }

  private QueryRecord.Builder query() {
    QueryRecord.Builder query =
        QueryRecord.builder("q").includeUnitMatches(random.nextBoolean()).limit(5);
    for (int i = 0; i < 3; i++) {
      query.units(List.of(IsccUnit.of(assets.type(), bytes(8 * (1 + random.nextInt(4))))));
    }
    if (random.nextBoolean()) {
      query.simprints(UnitType.CONTENT_TEXT_V0, List.of(Code.of(bytes(16))));
    }
    return query.exact(random.nextBoolean());
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private MatchQuery terms(QueryRecord record) {
    return new QueryTerms(task.served().unitTypes())
        .of(record, UnitCodes.of(record.units()))
        .orElseThrow();
  }

  private MatchPart matched(MatchQuery terms) {
    return new Matcher(task.served().rules()).match(task.served().latest(), terms);
  }

  private static SearchRequest request(Query... queries) {
    return SearchRequest.newBuilder().addAllQueries(List.of(queries)).build();
  }

  @Test
  void answersAreThoseOfTheMatcher() throws Exception {
    for (int i = 0; i < 100; i++) {
      List<QueryRecord> records = new ArrayList<>();
      SearchRequest.Builder request = SearchRequest.newBuilder();
      for (int n = 1 + random.nextInt(20); n > 0; n--) {
        QueryRecord record = query().build();
        records.add(record);
        request.addQueries(QueryProto.of(record));
      }
      SearchResponse response = client.search(request.build());
      assertThat(response.getAnswersCount()).isEqualTo(records.size());
      for (int n = 0; n < records.size(); n++) {
        MatchQuery terms = terms(records.get(n));
        assertThat(PartProto.part(response.getAnswers(n), terms))
            .as("seed %d", seed)
            .usingRecursiveComparison()
            .isEqualTo(matched(terms));
      }
    }
  }

  @Test
  void anAssetIsAskedAboutByItsId() throws Exception {
    long key = keyThatIs(true);
    Asset asset = task.served().latest().get(key).orElseThrow();
    QueryRecord record =
        QueryRecord.builder("q").isccId(IsccId.of(0, key)).includeUnitMatches(true).build();
    Answer answer = client.search(request(QueryProto.of(record))).getAnswers(0);
    assertThat(AssetProto.units(answer.getUnitsList())).isEqualTo(asset.units());
    MatchQuery terms =
        new QueryTerms(task.served().unitTypes()).of(record, asset.units()).orElseThrow();
    MatchPart part = PartProto.part(answer, terms);
    assertThat(part).as("seed %d", seed).usingRecursiveComparison().isEqualTo(matched(terms));
    assertThat(part.matches()).noneMatch(m -> m.key() == key);
    // What the other tasks are asked then.
    Answer again = client.search(request(QueryProto.of(terms))).getAnswers(0);
    assertThat(PartProto.part(again, terms)).usingRecursiveComparison().isEqualTo(part);
  }

  @Test
  void whatCannotBeAnsweredIsSaid() {
    Query elsewhere =
        Query.newBuilder().setIsccId(IsccId.of(0, keyThatIs(false)).canonical()).build();
    Query unknown = Query.newBuilder().setIsccId(id(KEYS + 1L)).build();
    Query realm = Query.newBuilder().setIsccId(IsccId.of(1, 1).canonical()).build();
    Query instance =
        Query.newBuilder()
            .addCodes(IsccUnit.of(UnitType.META_NONE_V0, new byte[8]).canonical())
            .addUnitTypes("CONTENT_TEXT_V0")
            .build();
    SearchResponse response =
        client.search(request(elsewhere, unknown, realm, Query.getDefaultInstance(), instance));
    assertThat(response.getAnswersList())
        .extracting(Answer::getStatus)
        .containsExactly(
            Answer.Status.NOT_HERE,
            Answer.Status.NOT_FOUND,
            Answer.Status.INVALID,
            Answer.Status.INVALID,
            Answer.Status.OK);
    assertThat(response.getAnswers(2).getError()).contains("realm 1");
    assertThat(response.getAnswers(3).getError()).contains("nothing to search by");
    assertThat(metrics.value("invalid")).isEqualTo(2);
    assertThat(response.getTask().getIndex()).isEqualTo("books");
    assertThat(response.getTask().getAttempt()).isEqualTo(3);
    assertThat(response.getTask().getLastKeyGroup()).isEqualTo(LAST_GROUP);
  }

  private static String id(long first) {
    long key = first;
    while (!isHere(key)) {
      key++;
    }
    return IsccId.of(0, key).canonical();
  }

  @Test
  void requestsThatNobodyCanAnswerAreRefused() {
    Query query = QueryProto.of(query().build());
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> client.search(request()));
    SearchRequest.Builder many = SearchRequest.newBuilder();
    for (int i = 0; i < 51; i++) {
      many.addQueries(query);
    }
    assertStatus(Status.Code.INVALID_ARGUMENT, () -> client.search(many.build()));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        () -> client.search(request(query).toBuilder().setConsistencyValue(7).build()));
    assertStatus(
        Status.Code.FAILED_PRECONDITION,
        () -> client.search(request(query).toBuilder().setInstance("another").build()));
    assertStatus(
        Status.Code.INVALID_ARGUMENT,
        () -> client.get(GetRequest.newBuilder().setIsccId("nonsense").build()));
    String instance = client.info(InfoRequest.getDefaultInstance()).getTask().getInstance();
    SearchRequest meant = request(query).toBuilder().setInstance(instance).build();
    assertThat(client.search(meant).getTask().getInstance()).isEqualTo(instance);
  }

  @Test
  void whatIsCommittedIsWhatTheLastCheckpointHolds() {
    Query byId = Query.newBuilder().setIsccId(id(1)).build();
    SearchRequest committed =
        request(byId).toBuilder().setConsistency(Consistency.COMMITTED).build();
    GetRequest get =
        GetRequest.newBuilder().setIsccId(id(1)).setConsistency(Consistency.COMMITTED).build();
    SearchResponse before = client.search(committed);
    assertThat(before.getAnswers(0).getStatus()).isEqualTo(Answer.Status.NOT_FOUND);
    assertThat(before.getCheckpointId()).isZero();
    assertThat(client.get(get).getStatus()).isEqualTo(GetResponse.Status.NOT_FOUND);
    assertThat(client.search(request(byId)).getAnswers(0).getStatus()).isEqualTo(Answer.Status.OK);
    task.checkpoint(7);
    SearchResponse after = client.search(committed);
    assertThat(after.getAnswers(0).getStatus()).isEqualTo(Answer.Status.OK);
    assertThat(after.getCheckpointId()).isEqualTo(7);
    assertThat(client.get(get).getStatus()).isEqualTo(GetResponse.Status.FOUND);
  }

  @Test
  void assetsAreFetched() throws Exception {
    long key = keyThatIs(true);
    GetResponse found =
        client.get(GetRequest.newBuilder().setIsccId(IsccId.of(0, key).canonical()).build());
    assertThat(AssetProto.asset(found.getAsset()))
        .isEqualTo(task.served().latest().get(key).orElseThrow());
    String elsewhere = IsccId.of(0, keyThatIs(false)).canonical();
    assertThat(client.get(GetRequest.newBuilder().setIsccId(elsewhere).build()).getStatus())
        .isEqualTo(GetResponse.Status.NOT_HERE);
  }

  @Test
  void infoTellsWhatThereIs() {
    task.checkpoint(4);
    InfoResponse info = client.info(InfoRequest.getDefaultInstance());
    assertThat(info.getLiveAssets()).isEqualTo(task.served().latest().liveAssets());
    assertThat(info.getCheckpointId()).isEqualTo(4);
    assertThat(info.getUnitTypesList()).hasSize(task.served().unitTypes().size());
  }

  @Test
  void healthAndSchemaAreTold() throws Exception {
    for (String service : List.of("", QueryServiceGrpc.SERVICE_NAME)) {
      HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
      assertThat(HealthGrpc.newBlockingStub(channel).check(request).getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
    CompletableFuture<ServerReflectionResponse> told = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> asking =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(new First<>(told));
    asking.onNext(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol(QueryServiceGrpc.SERVICE_NAME)
            .build());
    assertThat(told.get().getFileDescriptorResponse().getFileDescriptorProtoCount()).isPositive();
    asking.onCompleted();
  }

  @Test
  void answersThatAreTooLargeAreRefused() throws Exception {
    QueryServiceOptions small =
        QueryServiceOptions.builder().threads(1).maxMessageBytes(1024).build();
    for (int key = 1; key <= KEYS; key++) {
      if (isHere(key)) {
        task.put(
            Asset.builder(key)
                .unit(UnitType.META_NONE_V0, Code.of(new byte[8]))
                .metadata(bytes(100))
                .build());
      }
    }
    try (QueryServer other = QueryServer.start(small, task.served())) {
      var to =
          NettyChannelBuilder.forAddress("127.0.0.1", other.endpoint().port())
              .usePlaintext()
              .build();
      Query all =
          Query.newBuilder()
              .addCodes(IsccUnit.of(UnitType.META_NONE_V0, new byte[8]).canonical())
              .setLimit(50)
              .build();
      assertStatus(
          Status.Code.OUT_OF_RANGE,
          () -> QueryServiceGrpc.newBlockingStub(to).search(request(all)));
      assertThat(
              QueryServiceGrpc.newBlockingStub(to)
                  .search(request(all.toBuilder().setLimit(1).build()))
                  .getAnswers(0)
                  .getMatchesCount())
          .isEqualTo(1);
      to.shutdownNow();
    }
  }

  private static void assertStatus(Status.Code code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).as(e.toString()).isEqualTo(code));
  }

  /** Takes the first of a stream. */
  private record First<T>(CompletableFuture<T> taken) implements StreamObserver<T> {
    @Override
    public void onNext(T value) {
      taken.complete(value);
    }

    @Override
    public void onError(Throwable why) {
      taken.completeExceptionally(why);
    }

    @Override
    public void onCompleted() {
      taken.completeExceptionally(new IllegalStateException("nothing came: " + Map.of()));
    }
  }
}
