package io.flinkiscc.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every released version wrote is restored by this one, and goes on at every parallelism. */
class StateEvolutionITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  private static final Path GOLDEN = Path.of("src/test/resources/state");
  private static final List<Integer> PARALLELISMS = List.of(1, 3);

  @TempDir Path dir;

  @AfterEach
  void cancelAll(@InjectMiniCluster MiniCluster cluster) throws Exception {
    Runs.cancelAll(cluster);
  }

  private static List<Path> versions() throws IOException {
    try (Stream<Path> versions = Files.list(GOLDEN)) {
      return versions.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static Stream<Arguments> each(String... kinds) throws IOException {
    return versions().stream()
        .flatMap(
            version ->
                Stream.of(kinds)
                    .flatMap(
                        kind ->
                            PARALLELISMS.stream()
                                .map(
                                    p -> Arguments.of(version.getFileName().toString(), kind, p))));
  }

  static Stream<Arguments> quiet() throws IOException {
    return each("canonical", "native", "checkpoint");
  }

  static Stream<Arguments> waiting() throws IOException {
    return each("waiting");
  }

  static Stream<Arguments> inFlight() throws IOException {
    return each("in-flight");
  }

  @ParameterizedTest
  @MethodSource("quiet")
  void everythingIsThereAndGoesOn(
      String version, String kind, int parallelism, @InjectMiniCluster MiniCluster cluster)
      throws Exception {
    Oracle oracle = oracle(version);
    Runs runs = runs(cluster, version, kind);
    Run run = runs.restore(parallelism, copy(version, kind), RecoveryClaimMode.CLAIM);
    Questions.check(run, oracle);
    assertThat(run.results().answeredBefore()).contains("answered0", "answered5");
    assertThat(run.results().all())
        .extracting(EnrichedRecord::queryId)
        .doesNotContain("answered0", "answered5");
    run.apply(lateRecords(oracle));
    Questions.checkListing(run, oracle);
    List<AssetOp> more = newRecords(oracle);
    oracle.apply(more);
    run.apply(more);
    Questions.check(run, oracle);
    String savepoint = run.stop(dir.resolve("next"), SavepointFormatType.CANONICAL);
    Run next = runs.restore(parallelism % 3 + 1, savepoint, RecoveryClaimMode.NO_CLAIM);
    Questions.check(next, oracle);
    next.cancel();
  }

  /** Older than what is known of each key, whether it lives or was deleted: without effect. */
  private static List<AssetOp> lateRecords(Oracle oracle) {
    SampleAssets assets = new SampleAssets(71);
    assertThat(oracle.deletes()).hasSizeGreaterThan(10);
    List<AssetOp> late = new ArrayList<>();
    oracle
        .known()
        .forEach(
            (key, known) -> {
              if (known.seq() >= 0) {
                late.add(AssetOp.upsert(assets.asset(key), known.seq(), 0));
              }
            });
    assertThat(late).hasSizeGreaterThan(oracle.deletes().size());
    return late;
  }

  /** Newer ones: what was deleted comes back, and what lives is replaced or deleted. */
  private static List<AssetOp> newRecords(Oracle oracle) {
    SampleAssets assets = new SampleAssets(72);
    List<AssetOp> more = new ArrayList<>();
    oracle
        .known()
        .forEach(
            (key, known) -> {
              long seq = known.seq() < 0 ? AssetOp.NO_SEQ : known.seq() + 1;
              more.add(
                  known.asset() != null && more.size() % 3 == 0
                      ? AssetOp.delete(key, seq, 0)
                      : AssetOp.upsert(assets.asset(key), seq, 0));
            });
    more.addAll(new SampleAssets(73).adds(10_000, 100));
    return more;
  }

  @ParameterizedTest
  @MethodSource("waiting")
  void queriesThatWaitedAreAnsweredAtTheEnd(
      String version, String kind, int parallelism, @InjectMiniCluster MiniCluster cluster)
      throws Exception {
    Oracle oracle = oracle(version);
    Run run =
        runs(cluster, version, kind)
            .index(index -> GoldenStateWriter.index(index).answerAfterIngest(true))
            .restore(parallelism, copy(version, kind), RecoveryClaimMode.NO_CLAIM);
    List<AssetOp> more = new SampleAssets(74).adds(10_000, 50);
    oracle.apply(more);
    run.apply(more);
    assertThat(run.results().all()).isEmpty();
    run.finish();
    assertThat(run.results().all())
        .extracting(EnrichedRecord::queryId)
        .containsExactlyInAnyOrderElementsOf(ids("waiting", 6));
    for (EnrichedRecord answer : run.results().all()) {
      int number = Integer.parseInt(answer.queryId().substring("waiting".length()));
      if (number % 2 == 0) {
        QueryRecord query = Questions.listing(answer.queryId(), number, Questions.ALL);
        Questions.checkListing(answer, query, oracle);
      } else {
        Asset asset = oracle.live().get(SampleAssets.key(number));
        Questions.checkById(answer, asset);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("inFlight")
  void recordsInFlightArriveOnce(
      String version, String kind, int parallelism, @InjectMiniCluster MiniCluster cluster)
      throws Exception {
    Oracle oracle = oracle(version);
    String state = copy(version, kind);
    assertThat(StoredState.load(state).hasRecordsInFlight()).isTrue();
    Run run =
        runs(cluster, version, kind)
            .set(CheckpointingOptions.ENABLE_UNALIGNED, true)
            .restore(parallelism, state, RecoveryClaimMode.NO_CLAIM);
    List<String> ids = ids("in-flight", 24);
    run.results().awaitAll(ids);
    List<String> answered = new ArrayList<>(run.results().answeredBefore());
    assertThat(answered).as("the golden state has queries in flight").hasSizeLessThan(24);
    run.results().all().forEach(result -> answered.add(result.queryId()));
    assertThat(answered).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(run.results().all())
        .extracting(EnrichedRecord::status)
        .isSubsetOf(Status.OK, Status.NOT_FOUND);
    Questions.check(run, oracle);
    run.cancel();
  }

  private static List<String> ids(String name, int count) {
    return IntStream.range(0, count).mapToObj(i -> name + i).toList();
  }

  private static Oracle oracle(String version) throws IOException {
    return Listing.read(GOLDEN.resolve(version).resolve("assets.tsv"));
  }

  private Runs runs(MiniCluster cluster, String version, String kind) throws IOException {
    Map<String, Long> places =
        Listing.readNumbers(GOLDEN.resolve(version).resolve(kind + ".places.tsv"));
    return new Runs(cluster, dir.resolve("checkpoints"))
        .index(GoldenStateWriter::index)
        .scriptsFrom(places.get("changes"), places.get("queries"));
  }

  /** A copy in a directory that it was not written to; a claimed one is deleted. */
  private String copy(String version, String kind) throws IOException {
    Path copy = Files.createDirectories(dir.resolve(version + "-" + kind));
    try (Stream<Path> files = Files.list(GOLDEN.resolve(version).resolve(kind))) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    return copy.toUri().toString();
  }
}
