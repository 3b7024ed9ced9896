package io.flinkiscc.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.FileUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Goes from savepoint to savepoint, each of which is moved elsewhere while all checkpoints of the
 * job that wrote it are deleted, from each parallelism to each.
 */
class SavepointITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  /** Each of 1, 2 and 3 follows on each of them once. */
  private static final List<Integer> ROUND = List.of(1, 2, 2, 3, 3, 1, 3, 2, 1);

  private static final int KEYS = 120;

  @TempDir Path dir;

  @AfterEach
  void cancelAll(@InjectMiniCluster MiniCluster cluster) throws Exception {
    Runs.cancelAll(cluster);
  }

  @ParameterizedTest
  @CsvSource({
    "CANONICAL, CLAIM, 31",
    "CANONICAL, NO_CLAIM, 32",
    "NATIVE, CLAIM, 33",
    "NATIVE, NO_CLAIM, 34"
  })
  void fromEachParallelismToEach(
      SavepointFormatType format,
      RecoveryClaimMode mode,
      long seed,
      @InjectMiniCluster MiniCluster cluster)
      throws Exception {
    SampleAssets assets = new SampleAssets(seed);
    Oracle oracle = new Oracle();
    Path checkpoints = dir.resolve("checkpoints");
    Runs runs =
        new Runs(cluster, checkpoints)
            .set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.parse("1kb"))
            .index(
                index ->
                    index
                        .queryTimeout(Runs.PATIENCE)
                        .engine(EngineOptions.builder().shardMaxAssets(40).build()));
    Run run = runs.start(1);
    run.apply(applied(oracle, assets.adds(0, KEYS)));
    String savepoint = cut(run, format, true);
    boolean odd = false;
    for (int parallelism : ROUND) {
      odd = !odd;
      Path moved = Path.of(URI.create(savepoint)).resolveSibling("moved-" + parallelism + odd);
      Files.move(Path.of(URI.create(savepoint)), moved);
      // Jobs that have ended may still be deleting there.
      FileUtils.deleteDirectory(checkpoints.toFile());
      Map<String, String> before = contents(moved);

      run = runs.restore(parallelism, moved.toUri().toString(), mode);
      String checkpoint = run.awaitApplied();
      Questions.checkListing(run, oracle);
      if (odd) {
        checkpoint = run.apply(applied(oracle, assets.changes(KEYS, 60)));
      }
      if (mode == RecoveryClaimMode.CLAIM) {
        // Its owner, the new job, needs it no longer.
        await().atMost(Runs.PATIENCE).until(() -> !Files.exists(moved));
      } else {
        assertThat(contents(moved)).as("a savepoint that is not claimed").isEqualTo(before);
      }
      FileUtils.deleteDirectory(moved.toFile());
      run.cancel();

      run = runs.restore(parallelism, checkpoint, RecoveryClaimMode.CLAIM);
      Questions.check(run, oracle);
      run.apply(applied(oracle, assets.changes(KEYS, 60)));
      // Some of these come before the barrier, the others after the restore.
      run.send(applied(oracle, assets.changes(KEYS, 200)));
      savepoint = cut(run, format, odd);
    }
    run = runs.restore(2, savepoint, mode);
    run.awaitApplied();
    Questions.check(run, oracle);
    run.cancel();
  }

  private static List<AssetOp> applied(Oracle oracle, List<AssetOp> ops) {
    oracle.apply(ops);
    return ops;
  }

  private String cut(Run run, SavepointFormatType format, boolean stop) throws Exception {
    if (stop) {
      return run.stop(dir, format);
    }
    String savepoint = run.savepoint(dir, format);
    run.cancel();
    return savepoint;
  }

  /** The bytes of every file, by name. */
  private static Map<String, String> contents(Path directory) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        contents.put(
            file.getFileName().toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
