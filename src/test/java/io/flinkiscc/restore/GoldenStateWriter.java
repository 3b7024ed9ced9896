package io.flinkiscc.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.stream.IsccIndex;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Writes the golden states of the present format version, see {@code state/README.md} among the
 * test resources:
 *
 * <pre>mvn -B test -Dtest=GoldenStateWriter -Dgolden.state=src/test/resources/state/v3</pre>
 */
@EnabledIfSystemProperty(named = "golden.state", matches = ".+")
class GoldenStateWriter {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  private static final int PARALLELISM = 2;
  private static final int KEYS = 170;
  private static final long SEED = 4;

  @TempDir Path dir;

  /** Also what the states are restored with, so that nothing that is remembered ever expires. */
  static IsccIndex.Builder index(IsccIndex.Builder index) {
    return index
        .deleteRetention(Duration.ofDays(100 * 365))
        .queryTimeout(Runs.PATIENCE)
        .engine(EngineOptions.builder().shardMaxAssets(50).mergeFanIn(64).build());
  }

  private static List<AssetOp> changes() {
    SampleAssets assets = new SampleAssets(SEED);
    List<AssetOp> changes = new ArrayList<>(assets.adds(0, KEYS));
    changes.addAll(assets.changes(KEYS, KEYS * 3 / 4));
    return changes;
  }

  private static List<QueryRecord> queries(String name, int count, int limit) {
    List<QueryRecord> queries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id = name + i;
      queries.add(
          i % 2 == 0
              ? Questions.listing(id, i, limit)
              : QueryRecord.builder(id).isccId(IsccId.of(0, SampleAssets.key(i))).build());
    }
    return queries;
  }

  @Test
  void write(@InjectMiniCluster MiniCluster cluster) throws Exception {
    Path target = Path.of(System.getProperty("golden.state"));
    Files.createDirectories(target);
    Oracle oracle = new Oracle();
    oracle.apply(changes());
    Listing.write(oracle, target.resolve("assets.tsv"));
    savepoints(cluster, target, oracle);
    checkpoint(cluster, target, oracle);
    waiting(cluster, target);
    inFlight(cluster, target);
    try (Stream<Path> files = Files.walk(target)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(file -> assertThat(Files.size(file)).isLessThan(150_000));
    }
  }

  private void savepoints(MiniCluster cluster, Path target, Oracle oracle) throws Exception {
    // So that there are files beside the metadata, to be found where the savepoint was moved to.
    Run run = runs(cluster, "4kb").start(PARALLELISM);
    fill(run, oracle);
    save(run.savepoint(dir, SavepointFormatType.CANONICAL), target.resolve("canonical"), run);
    save(run.savepoint(dir, SavepointFormatType.NATIVE), target.resolve("native"), run);
    run.cancel();
  }

  private void checkpoint(MiniCluster cluster, Path target, Oracle oracle) throws Exception {
    // In the metadata is everything then, so that it can be moved like a savepoint.
    Run run = runs(cluster, "1mb").start(PARALLELISM);
    fill(run, oracle);
    save(run.checkpoint(), target.resolve("checkpoint"), run);
    run.cancel();
  }

  /** The routers remember these queries, the merge tasks that they were answered. */
  private static void fill(Run run, Oracle oracle) throws Exception {
    run.apply(changes());
    run.ask(queries("answered", 6, 10));
    // Shards are sealed in the background; what is asked meanwhile takes them over.
    await()
        .atMost(Runs.PATIENCE)
        .untilAsserted(
            () -> {
              Questions.check(run, oracle);
              assertThat(StoredState.load(run.checkpoint()).leastIndexParts())
                  .isGreaterThanOrEqualTo(partsToSeal());
            });
  }

  /** Parts of the state of an index task that has sealed all its full shards. */
  private static int partsToSeal() {
    return Integer.getInteger("golden.parts", 3);
  }

  /** Queries wait for the end of the changes: in the index, the resolver and the merge. */
  private void waiting(MiniCluster cluster, Path target) throws Exception {
    Run run =
        runs(cluster, "4kb")
            .index(index -> index(index).answerAfterIngest(true))
            .start(PARALLELISM);
    run.post(queries("waiting", 6, Questions.ALL));
    run.apply(changes());
    save(run.savepoint(dir, SavepointFormatType.CANONICAL), target.resolve("waiting"), run);
    run.cancel();
  }

  /** Results take their time, so that answers and askings are in the channels. */
  private void inFlight(MiniCluster cluster, Path target) throws Exception {
    Run run =
        runs(cluster, "1mb")
            .set(CheckpointingOptions.ENABLE_UNALIGNED, true)
            .slowResults(Duration.ofMillis(50))
            .start(PARALLELISM);
    run.apply(changes());
    run.post(queries("in-flight", 24, 20));
    await().atMost(Runs.PATIENCE).until(() -> !run.results().all().isEmpty());
    String checkpoint = run.checkpoint();
    assertThat(StoredState.load(checkpoint).hasRecordsInFlight()).isTrue();
    save(checkpoint, target.resolve("in-flight"), run);
    run.cancel();
  }

  private Runs runs(MiniCluster cluster, String inlined) {
    return new Runs(cluster, dir.resolve("checkpoints"))
        .set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.parse(inlined))
        .index(GoldenStateWriter::index);
  }

  private static void save(String path, Path target, Run run) throws IOException {
    Path from = Path.of(URI.create(path));
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    Listing.writeNumbers(
        Map.of("changes", run.changesLength(), "queries", run.queriesLength()),
        target.resolveSibling(target.getFileName() + ".places.tsv"));
  }
}
