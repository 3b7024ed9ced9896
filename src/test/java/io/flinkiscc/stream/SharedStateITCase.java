package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Completed and expired checkpoints, failures, cancellations and rescales in random order: the
 * shared directory holds exactly what the metadata of the retained checkpoints refers to.
 */
class SharedStateITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void nothingLeaksAndNothingIsMissing(long seed, @InjectMiniCluster MiniCluster cluster)
      throws Exception {
    Random random = new Random(seed);
    CheckpointedJob job = new CheckpointedJob(dir);
    job.config().set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1 + random.nextInt(2));
    String from = null;
    for (int run = 0; run < 3; run++) {
      JobClient client = job.start(1 + random.nextInt(3), from);
      for (int step = 0; step < 5; step++) {
        CheckpointedJob.awaitChanges(client, 100 + random.nextInt(600));
        switch (random.nextInt(4)) {
          case 0 -> expire(client, cluster);
          case 1 -> CheckpointedJob.failOnce();
          default -> complete(client, cluster);
        }
      }
      // What an expired one left goes when no older one is retained any more.
      for (int i = 0; i < 3; i++) {
        CheckpointedJob.awaitChanges(client, 50);
        from = complete(client, cluster);
      }
      check(job, "seed " + seed + ", run " + run);
      client.cancel().get();
      await()
          .atMost(CheckpointedJob.PATIENCE)
          .until(() -> cluster.getJobStatus(client.getJobID()).get().isGloballyTerminalState());
      check(job, "seed " + seed + ", run " + run + " cancelled");
    }
  }

  private static void check(CheckpointedJob job, String where) {
    // The JobManager deletes files in the background.
    await()
        .atMost(CheckpointedJob.PATIENCE)
        .untilAsserted(
            () -> assertThat(job.onDisk()).as(where).isNotEmpty().isEqualTo(job.referenced()));
  }

  /** A checkpoint is declined as long as not all tasks run. */
  static String complete(JobClient job, MiniCluster cluster) {
    AtomicReference<String> path = new AtomicReference<>();
    await()
        .atMost(CheckpointedJob.PATIENCE)
        .ignoreExceptions()
        .until(
            () -> {
              path.set(cluster.triggerCheckpoint(job.getJobID()).get());
              return true;
            });
    return path.get();
  }

  private static void expire(JobClient job, MiniCluster cluster) throws Exception {
    complete(job, cluster);
    CountDownLatch hold = CheckpointedJob.holdCheckpoints();
    try {
      CompletableFuture<String> held = cluster.triggerCheckpoint(job.getJobID());
      assertThatThrownBy(held::get).isInstanceOf(ExecutionException.class);
    } finally {
      hold.countDown();
    }
  }
}
