package io.flinkiscc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints, savepoints, restores and rescales on object storage. */
class S3CheckpointITCase {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long SEED = 3;
  private static final int CHECKPOINTS = 4;

  @TempDir Path dir;

  private final ChangeLog log = new ChangeLog(SEED, 2_000);
  private final LogOracle oracle = new LogOracle(log);
  private final Random random = new Random(SEED);

  private S3Server server;
  private ProcessCluster cluster;

  @BeforeEach
  void start() throws Exception {
    server = new S3Server(dir.resolve("s3"));
    Configuration options = server.client();
    options.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
    cluster = new ProcessCluster("s3", dir, options, S3Server.PLUGINS, "tm1", "tm2");
    FileSystem.initialize(
        server.client(),
        new DefaultPluginManager(
            new DirectoryBasedPluginFinder(S3Server.PLUGINS).findPlugins(),
            CoreOptions.getPluginParentFirstLoaderPatterns(new Configuration())));
  }

  @AfterEach
  void close() {
    FileSystem.initialize(new Configuration(), null);
    if (cluster != null) {
      cluster.close();
    }
    server.close();
  }

  @Test
  void aJobGoesOnFromWhatItSavedAndLeavesNothingElseBehind() throws Exception {
    JobClient job = start(2, null, RecoveryClaimMode.NO_CLAIM);
    String checkpoint = checkpointAndCancel(job);
    assertSaved(checkpoint, 3);

    job = start(3, checkpoint, RecoveryClaimMode.CLAIM);
    cluster.rest().checkpoint(job.getJobID());
    String savepoint =
        job.stopWithSavepoint(false, S3Server.uri("savepoints"), SavepointFormatType.CANONICAL)
            .get();
    assertSaved(savepoint, 2);
    // A job that was stopped keeps none of its checkpoints, and what it claimed went with them.
    assertShared();

    job = start(1, savepoint, RecoveryClaimMode.NO_CLAIM);
    String last = checkpointAndCancel(job);
    assertSaved(last, 1);
    assertShared(last);
    assertSaved(savepoint);
    cluster.passed();
  }

  private JobClient start(int parallelism, String from, RecoveryClaimMode claim) throws Exception {
    Configuration client = cluster.client();
    // Only when the test asks for one, so that none is under way when the job is cancelled.
    client.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
    client.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, S3Server.uri("checkpoints"));
    client.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, MemorySize.ZERO);
    client.set(StateRecoveryOptions.RESTORE_MODE, claim);
    JobClient job = ChurnJob.start(client, log, parallelism, from);
    await().atMost(PATIENCE).until(() -> cluster.rest().running(job.getJobID()));
    return job;
  }

  private String checkpointAndCancel(JobClient job) throws Exception {
    for (int i = 0; i < CHECKPOINTS; i++) {
      cluster.rest().checkpoint(job.getJobID());
    }
    String path = cluster.rest().checkpoints(job.getJobID()).path();
    job.cancel().get();
    await().atMost(PATIENCE).until(() -> job.getJobStatus().get().isGloballyTerminalState());
    return path;
  }

  private void assertSaved(String path, int parallelism) throws Exception {
    SavedJob saved = new SavedJob(path);
    oracle.advanceTo(saved.changes());
    saved.assertIndexHolds(oracle, parallelism, random, "seed " + SEED);
  }

  /** The savepoint is whole after jobs went on from it: all its files can be read. */
  private void assertSaved(String savepoint) throws Exception {
    SavedJob saved = new SavedJob(savepoint);
    LogOracle then = new LogOracle(log);
    then.advanceTo(saved.changes());
    saved.assertIndexHolds(then, 1, random, "seed " + SEED);
  }

  /** What is shared between checkpoints is what these refer to, when all deletes are through. */
  private void assertShared(String... checkpoints) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Set<String> referenced = new TreeSet<>();
              for (String checkpoint : checkpoints) {
                referenced.addAll(new SavedJob(checkpoint).sharedFiles());
              }
              assertThat(server.objectsBelow("shared")).isEqualTo(referenced);
            });
  }
}
