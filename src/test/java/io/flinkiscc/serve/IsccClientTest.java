package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.KeyGroupSpan;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.KeyGroupOf;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client against real services over real indexes. */
class IsccClientTest {

  private static final String JOB_B = "b".repeat(32);
  private static final byte[] BODY = {1, 2, 3, 4, 5, 6, 7, 8};
  private static final long PATIENCE_SECONDS = 60;

  /** Enough for connected tasks, and waited for in vain by those that expect nothing. */
  private static final long SHORT_MILLIS = 3000;

  @TempDir Path dir;
  private DirectoryRegistry registry;
  private final List<TaskServer> servers = new ArrayList<>();

  @BeforeEach
  void open() {
    registry = DirectoryRegistry.local(dir);
  }

  @AfterEach
  void close() {
    TaskServer.closeAll(servers);
  }

  private TaskServer serve(
      String job, int subtask, int parallelism, int attempt, List<Asset> assets) throws Exception {
    TaskServer server =
        new TaskServer(
            Endpoints.place(job, subtask, parallelism, attempt), assets, servers.size() + 1L);
    servers.add(server);
    registry.publish(server.endpoint());
    return server;
  }

  private List<TaskServer> serveAll(String job, int parallelism, int attempt, List<Asset> assets)
      throws Exception {
    List<TaskServer> all = new ArrayList<>();
    for (int i = 0; i < parallelism; i++) {
      all.add(serve(job, i, parallelism, attempt, assets));
    }
    return all;
  }

  private ClientOptions.Builder options() {
    return ClientOptions.builder(RegistryOptions.of("dir:" + dir))
        .refresh(Duration.ofMillis(100))
        .timeout(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  private static EnrichedRecord ask(IsccClient client, QueryRecord query) throws Exception {
    return client.search(query).get(2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Assets 1 to count with the same unit, which say which generation they are of. */
  private static List<Asset> alike(int count, int generation) {
    List<Asset> assets = new ArrayList<>();
    for (long key = 1; key <= count; key++) {
      assets.add(
          Asset.builder(key)
              .unit(UnitType.CONTENT_TEXT_V0, Code.of(BODY))
              .metadata(("{\"g\":" + generation + "}").getBytes(StandardCharsets.UTF_8))
              .build());
    }
    return assets;
  }

  private static QueryRecord.Builder byUnit() {
    return QueryRecord.builder("q")
        .units(List.of(IsccUnit.of(UnitType.CONTENT_TEXT_V0, BODY)))
        .limit(1000);
  }

  private static Set<String> generations(EnrichedRecord answer) {
    return answer.globalMatches().stream()
        .map(m -> new String(m.metadataJson(), StandardCharsets.UTF_8))
        .collect(Collectors.toSet());
  }

  private static void assertSame(EnrichedRecord answer, EnrichedRecord wanted, String description) {
    assertThat(answer)
        .as(description)
        .usingRecursiveComparison()
        .ignoringFields("tookMicros")
        .isEqualTo(wanted);
  }

  @Test
  void answersAsOneIndexWould() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RandomAssets assets = new RandomAssets(random);
    List<Asset> all = new ArrayList<>();
    for (long key = 0; key < 400; key++) {
      all.add(assets.asset(key));
    }
    WholeIndex onePiece = null;
    for (int parallelism : new int[] {1, 3, 5}) {
      List<TaskServer> tasks = serveAll("%032x".formatted(parallelism), parallelism, 0, all);
      WholeIndex split = new WholeIndex(tasks);
      onePiece = onePiece == null ? split : onePiece;
      try (IsccClient client = IsccClient.open(options().build())) {
        for (int round = 0; round < 100; round++) {
          QueryRecord query = query(random, assets, "q" + round);
          String description =
              "seed %d, parallelism %d, round %d".formatted(seed, parallelism, round);
          EnrichedRecord answer = ask(client, query);
          assertSame(answer, split.answer(query), description);
          if (query.simprints().isEmpty()) {
            // One task can tell of fewer assets with near simprints than several.
            assertSame(answer, onePiece.answer(query), description);
          }
        }
      }
    }
  }

  private static QueryRecord query(Random random, RandomAssets assets, String id) {
    QueryRecord.Builder query =
        QueryRecord.builder(id)
            .exact(true)
            .limit(1 + random.nextInt(30))
            .includeMetadata(random.nextBoolean())
            .includeUnitMatches(random.nextBoolean())
            .payloadJson(random.nextBoolean() ? "{\"a\":1}" : null);
    if (random.nextInt(4) == 0) {
      query.threshold(random.nextDouble());
    }
    if (random.nextInt(4) == 0) {
      query.filter(
          MetadataFilter.parseJson("{\"field\":\"name\",\"eq\":\"" + random.nextInt(5) + "\"}"));
    }
    if (random.nextInt(6) == 0) {
      query.unitTypes(List.of(assets.type()));
    }
    switch (random.nextInt(3)) {
      case 0 -> query.isccId(IsccId.of(0, random.nextInt(450)));
      case 1 ->
          query.simprints(UnitType.CONTENT_TEXT_V0, List.of(longCode(assets), longCode(assets)));
      default -> {
        // Any unit type, and often several.
      }
    }
    query.units(List.of(IsccUnit.of(UnitType.DATA_NONE_V0, assets.code().toBytes())));
    if (random.nextBoolean()) {
      query.units(List.of(IsccUnit.of(UnitType.CONTENT_TEXT_V0, assets.code().toBytes())));
    }
    return query.build();
  }

  private static Code longCode(RandomAssets assets) {
    Code code = assets.code();
    return code.bits() >= 64 ? code : longCode(assets);
  }

  @Test
  void looksUpAssets() throws Exception {
    serveAll(Endpoints.JOB, 3, 0, alike(50, 1));
    try (IsccClient client = IsccClient.open(options().build())) {
      for (long key = 1; key <= 50; key++) {
        assertThat(client.get(IsccId.of(0, key)).get().orElseThrow().key()).isEqualTo(key);
      }
      assertThat(client.get(IsccId.of(0, 51)).get()).isEmpty();
      assertThatThrownBy(() -> client.get(IsccId.of(1, 1)).get())
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("realm 1");
      assertThat(ask(client, QueryRecord.builder("q").isccId(IsccId.of(1, 1)).build()).error())
          .contains("realm 1");
    }
  }

  @Test
  void anAssetWithoutUnitsIsLikeNoOther() throws Exception {
    List<Asset> assets = new ArrayList<>(alike(20, 1));
    assets.add(Asset.builder(77).metadata("{}".getBytes(StandardCharsets.UTF_8)).build());
    WholeIndex whole = new WholeIndex(serveAll(Endpoints.JOB, 3, 0, assets));
    QueryRecord query = QueryRecord.builder("q").isccId(IsccId.of(0, 77)).build();
    try (IsccClient client = IsccClient.open(options().build())) {
      assertSame(ask(client, query), whole.answer(query), "nothing to ask by");
    }
  }

  @Test
  void aPartThatIsMissingIsToldOf() throws Exception {
    List<TaskServer> tasks = serveAll(Endpoints.JOB, 3, 0, alike(100, 1));
    try (IsccClient client = IsccClient.open(options().build())) {
      // Connected before, so that the short time goes to nothing but the missing part.
      ask(client, byUnit().build());
      tasks.get(1).close();
      EnrichedRecord answer = ask(client, byUnit().timeoutMs(SHORT_MILLIS).build());
      assertThat(answer.status()).isEqualTo(io.flinkiscc.kafka.Status.PARTIAL);
      assertThat(answer.completeness()).isEqualTo(Completeness.PARTIAL);
      assertThat(answer.missingKeyGroups()).containsExactly(new KeyGroupSpan(43, 85));
      assertThat(answer.reason())
          .startsWith("key groups 43..85 are missing: 43..85: 127.0.0.1:")
          .contains("is unreachable");
      assertThat(answer.globalMatches().stream().map(GlobalMatch::id).map(IsccId::body))
          .allMatch(key -> KeyGroupOf.key(key, 128) < 43 || KeyGroupOf.key(key, 128) > 85);
      assertThat(tasks.get(0).requests()).as("what was answered is not asked again").isEqualTo(2);
      serve(Endpoints.JOB, 1, 3, 1, alike(100, 1));
      assertThat(ask(client, byUnit().build()).globalMatches()).hasSize(100);
    }
  }

  @Test
  void withoutAnyTaskTheAnswerSaysSo() throws Exception {
    try (IsccClient client = IsccClient.open(options().build())) {
      EnrichedRecord answer = ask(client, byUnit().timeoutMs(50).build());
      assertThat(answer.status()).isEqualTo(io.flinkiscc.kafka.Status.TIMEOUT);
      assertThat(answer.reason()).contains("iscc-index").contains("dir:" + dir);
      assertThatThrownBy(
              () -> {
                try (IsccClient quick =
                    IsccClient.open(options().timeout(Duration.ofMillis(50)).build())) {
                  quick.get(IsccId.of(0, 1)).get();
                }
              })
          .hasCauseInstanceOf(TaskFailure.class);
      CompletableFuture<EnrichedRecord> early = client.search(byUnit().build());
      serveAll(Endpoints.JOB, 2, 0, alike(10, 1));
      assertThat(early.get().globalMatches()).as("asked before the tasks were there").hasSize(10);
    }
  }

  @Test
  void otherIndexesInTheRegistryAreLeftAlone() throws Exception {
    serveAll(Endpoints.JOB, 2, 0, alike(10, 1));
    try (IsccClient client = IsccClient.open(options().index("other").build())) {
      assertThat(ask(client, byUnit().timeoutMs(50).build()).reason()).contains("\"other\"");
    }
  }

  @Test
  void tasksThatAreTooBusyAreAskedAgain() throws Exception {
    List<TaskServer> tasks = serveAll(Endpoints.JOB, 2, 0, alike(100, 1));
    tasks.get(0).failNext(3, Status.RESOURCE_EXHAUSTED);
    tasks.get(1).failNext(1, Status.INTERNAL);
    try (IsccClient client = IsccClient.open(options().build())) {
      assertThat(ask(client, byUnit().build()).globalMatches()).hasSize(100);
      assertThat(tasks.get(0).requests()).isEqualTo(4);
      assertThat(tasks.get(1).requests()).isEqualTo(2);
    }
  }

  @Test
  void whoeverRefusesTheClientIsNotAskedAgain() throws Exception {
    List<TaskServer> tasks = serveAll(Endpoints.JOB, 2, 0, alike(100, 1));
    tasks.get(0).fault(() -> Status.UNAUTHENTICATED.withDescription("show a token"));
    try (IsccClient client = IsccClient.open(options().build())) {
      EnrichedRecord answer = ask(client, byUnit().build());
      assertThat(answer.missingKeyGroups()).containsExactly(new KeyGroupSpan(0, 63));
      assertThat(answer.reason()).contains("refused the client (show a token)");
      assertThat(tasks.get(0).requests()).isOne();
      assertThat(TimeUnit.MICROSECONDS.toSeconds(answer.tookMicros())).isLessThan(PATIENCE_SECONDS);
    }
  }

  @Test
  void aTokenIsShown() throws Exception {
    TaskServer task = serve(Endpoints.JOB, 0, 1, 0, alike(1, 1));
    try (IsccClient client = IsccClient.open(options().token("s3cret").build())) {
      ask(client, byUnit().build());
      assertThat(task.authorization()).isEqualTo("Bearer s3cret");
    }
    assertThat(options().token("s3cret").build().toString()).doesNotContain("s3cret");
  }

  @Test
  void aRequestThatNobodyTakesIsInvalid() throws Exception {
    TaskServer task = serve(Endpoints.JOB, 0, 1, 0, alike(1, 1));
    task.fault(() -> Status.INVALID_ARGUMENT.withDescription("too long"));
    try (IsccClient client = IsccClient.open(options().build())) {
      EnrichedRecord answer = ask(client, byUnit().build());
      assertThat(answer.status()).isEqualTo(io.flinkiscc.kafka.Status.INVALID);
      assertThat(answer.error()).contains("too long");
    }
  }

  @Test
  void aTaskThatTakesTooLongIsMissing() throws Exception {
    List<TaskServer> tasks = serveAll(Endpoints.JOB, 2, 0, alike(100, 1));
    try (IsccClient client = IsccClient.open(options().build())) {
      ask(client, byUnit().build());
      CountDownLatch hold = tasks.get(1).hold();
      EnrichedRecord answer = ask(client, byUnit().timeoutMs(SHORT_MILLIS).build());
      assertThat(answer.missingKeyGroups()).containsExactly(new KeyGroupSpan(64, 127));
      assertThat(answer.reason()).contains("did not answer in time");
      hold.countDown();
      assertThat(ask(client, byUnit().build()).globalMatches()).hasSize(100);
    }
  }

  @Test
  void anAnswerOfAnotherInstanceIsNone() throws Exception {
    List<TaskServer> tasks = serveAll(Endpoints.JOB, 2, 0, alike(100, 1));
    try (IsccClient client = IsccClient.open(options().build())) {
      ask(client, byUnit().build());
      tasks.get(0).claimToBe("somebody-else");
      EnrichedRecord answer = ask(client, byUnit().timeoutMs(SHORT_MILLIS).build());
      assertThat(answer.missingKeyGroups()).containsExactly(new KeyGroupSpan(0, 63));
      assertThat(answer.reason()).contains("somebody-else");
    }
  }

  @Test
  void partsOfTwoGenerationsAreNeverMixed() throws Exception {
    List<TaskServer> old = serveAll(Endpoints.JOB, 2, 0, alike(100, 1));
    CountDownLatch failing = new CountDownLatch(1);
    try (IsccClient client = IsccClient.open(options().build())) {
      old.get(1)
          .fault(
              () -> {
                failing.countDown();
                return Status.UNAVAILABLE;
              });
      CompletableFuture<EnrichedRecord> answer = client.search(byUnit().build());
      failing.await();
      serve(JOB_B, 0, 1, 0, alike(90, 2));
      assertThat(answer.get().globalMatches()).hasSize(90);
      assertThat(generations(answer.get())).containsExactly("{\"g\":2}");
    }
  }

  @Test
  void aQueryByIdBeginsAnewWhenTheOwnerWasReplaced() throws Exception {
    long key = 1;
    while (KeyGroupOf.key(key, 128) > 63) {
      key++;
    }
    byte[] other = {9, 9, 9, 9, 9, 9, 9, 9};
    List<Asset> before = new ArrayList<>(alike(100, 1));
    List<Asset> after = new ArrayList<>();
    for (Asset asset : before) {
      after.add(Asset.builder(asset.key()).unit(UnitType.CONTENT_TEXT_V0, Code.of(other)).build());
    }
    List<TaskServer> old = serveAll(Endpoints.JOB, 2, 0, before);
    CountDownLatch failing = new CountDownLatch(1);
    old.get(1)
        .fault(
            () -> {
              failing.countDown();
              return Status.UNAVAILABLE;
            });
    try (IsccClient client = IsccClient.open(options().build())) {
      QueryRecord query = QueryRecord.builder("q").isccId(IsccId.of(0, key)).limit(1000).build();
      CompletableFuture<EnrichedRecord> answer = client.search(query);
      failing.await();
      serveAll(Endpoints.JOB, 2, 1, after);
      assertThat(answer.get().units())
          .containsExactly(IsccUnit.of(UnitType.CONTENT_TEXT_V0, other).canonical());
      assertThat(answer.get().globalMatches()).hasSize(99);
    }
  }

  @Test
  void withoutTheOwnerNobodyCanBeAskedById() throws Exception {
    List<TaskServer> tasks = serveAll(Endpoints.JOB, 2, 0, alike(100, 1));
    QueryRecord query = QueryRecord.builder("q").isccId(IsccId.of(0, 1)).build();
    TaskServer owner = tasks.get(KeyGroupOf.key(1, 128) <= 63 ? 0 : 1);
    owner.fault(() -> Status.PERMISSION_DENIED);
    try (IsccClient client = IsccClient.open(options().build())) {
      EnrichedRecord answer = ask(client, query);
      assertThat(answer.status()).isEqualTo(io.flinkiscc.kafka.Status.TIMEOUT);
      assertThat(answer.missingKeyGroups()).containsExactly(new KeyGroupSpan(0, 127));
      assertThat(answer.reason()).contains("refused the client");
    }
  }

  @Test
  void moreQuestionsThanAllowedAreRefused() throws Exception {
    TaskServer task = serve(Endpoints.JOB, 0, 1, 0, alike(5, 1));
    CountDownLatch hold = task.hold();
    try (IsccClient client = IsccClient.open(options().maxInFlight(2).build())) {
      CompletableFuture<EnrichedRecord> one = client.search(byUnit().build());
      CompletableFuture<?> two = client.get(IsccId.of(0, 1));
      assertThatThrownBy(() -> client.search(byUnit().build()).get())
          .hasCauseInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("maxInFlight");
      hold.countDown();
      assertThat(one.get().globalMatches()).hasSize(5);
      two.get();
      assertThat(ask(client, byUnit().build()).globalMatches()).hasSize(5);
    }
  }

  @Test
  void queriesOfManyCallersGoTogether() throws Exception {
    List<TaskServer> tasks = serveAll(Endpoints.JOB, 2, 0, alike(100, 1));
    try (IsccClient client = IsccClient.open(options().linger(Duration.ofMillis(100)).build())) {
      List<CompletableFuture<EnrichedRecord>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(client.search(byUnit().limit(1 + i).build()));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(answers.get(i).get().globalMatches()).hasSize(1 + i);
      }
      assertThat(tasks.get(0).requests()).isLessThan(100);
      tasks.get(0).failNext(1, Status.INVALID_ARGUMENT);
      answers.clear();
      for (int i = 0; i < 5; i++) {
        answers.add(client.search(byUnit().limit(1 + i).build()));
      }
      for (int i = 0; i < 5; i++) {
        assertThat(answers.get(i).get().globalMatches()).as("asked alone").hasSize(1 + i);
      }
    }
  }

  @Test
  void aRequestThatIsHeldUpIsAskedASecondTime() throws Exception {
    TaskServer task = serve(Endpoints.JOB, 0, 1, 0, alike(10, 1));
    AtomicInteger hedged = new AtomicInteger();
    ClientListener listener =
        new ClientListener() {
          @Override
          public void hedged(Endpoint slow) {
            hedged.incrementAndGet();
          }
        };
    try (IsccClient client = IsccClient.open(options().hedge(.99).build(), listener)) {
      for (int i = 0; i < RecentLatencies.EVERY; i++) {
        ask(client, byUnit().build());
      }
      CountDownLatch held = task.holdOne();
      CompletableFuture<EnrichedRecord> answer = client.search(byUnit().build());
      assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS).globalMatches()).hasSize(10);
      assertThat(hedged.get()).isPositive();
      assertThat(held.getCount()).as("the first request was never let go").isOne();
      held.countDown();
    }
  }

  @Test
  void closingFailsWhatIsOpen() throws Exception {
    TaskServer task = serve(Endpoints.JOB, 0, 1, 0, alike(5, 1));
    task.hold();
    IsccClient client = IsccClient.open(options().build());
    CompletableFuture<EnrichedRecord> open = client.search(byUnit().build());
    await().until(() -> task.requests() == 1);
    client.close();
    assertThatThrownBy(open::get).isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> client.search(byUnit().build()).get())
        .isInstanceOf(CancellationException.class);
  }

  @Test
  void connectionsGoWithTheEntries() throws Exception {
    List<TaskServer> tasks = serveAll(Endpoints.JOB, 3, 0, alike(5, 1));
    try (IsccClient client = IsccClient.open(options().build())) {
      ask(client, byUnit().build());
      assertThat(client.connections()).isEqualTo(3);
      registry.withdraw(tasks.get(0).endpoint());
      registry.withdraw(tasks.get(1).endpoint());
      await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> client.connections() == 1);
    }
  }

  @Test
  void throughRandomRescalesAnswersAreOfOneGenerationOrMarked() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<String, Integer> counts = new HashMap<>();
    int size = 60;
    try (IsccClient client =
        IsccClient.open(options().backoff(Duration.ofMillis(1), Duration.ofMillis(10)).build())) {
      List<TaskServer> running = serveAll(Endpoints.JOB, 2, 0, alike(size, 0));
      List<CompletableFuture<EnrichedRecord>> answers = new ArrayList<>();
      for (int generation = 1; generation <= 12; generation++) {
        for (int i = 0; i < 20; i++) {
          answers.add(client.search(byUnit().timeoutMs(i % 5 == 0 ? 20 : 30_000).build()));
        }
        boolean orderly = random.nextBoolean();
        for (TaskServer task : running) {
          if (orderly) {
            registry.withdraw(task.endpoint());
          }
          task.close();
        }
        String job = random.nextBoolean() ? Endpoints.JOB : "%032x".formatted(generation);
        running = serveAll(job, 1 + random.nextInt(4), generation, alike(size, generation));
        answers.add(client.search(byUnit().build()));
      }
      for (CompletableFuture<EnrichedRecord> future : answers) {
        EnrichedRecord answer = future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        String description = "seed %d, %s".formatted(seed, answer.reason());
        counts.merge(answer.status().name(), 1, Integer::sum);
        assertThat(generations(answer)).as(description).hasSizeLessThanOrEqualTo(1);
        if (answer.status() == io.flinkiscc.kafka.Status.OK) {
          assertThat(answer.globalMatches()).as(description).hasSize(size);
        } else {
          assertThat(answer.completeness()).as(description).isEqualTo(Completeness.PARTIAL);
          assertThat(answer.reason()).as(description).isNotBlank();
        }
      }
      EnrichedRecord last = ask(client, byUnit().build());
      assertThat(generations(last)).as("seed %d", seed).containsExactly("{\"g\":12}");
    }
    System.out.printf("seed %d, answers %s%n", seed, counts);
  }
}
