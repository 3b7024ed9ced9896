package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A task that fails over is restored from the files of its machine, unless they are damaged. */
class LocalRecoveryITCase {

  private static final InMemoryReporter REPORTER = InMemoryReporter.create();

  @TempDir static Path local;

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(LocalRecoveryITCase::configuration);

  @TempDir Path dir;

  private static MiniClusterResourceConfiguration configuration() {
    Configuration config = new Configuration();
    config.set(StateRecoveryOptions.LOCAL_RECOVERY, true);
    config.set(CheckpointingOptions.LOCAL_BACKUP_ENABLED, true);
    config.set(
        CheckpointingOptions.LOCAL_RECOVERY_TASK_MANAGER_STATE_ROOT_DIRS,
        local.resolve("state").toString());
    REPORTER.addToConfiguration(config);
    return new MiniClusterResourceConfiguration.Builder()
        .setConfiguration(config)
        .setNumberTaskManagers(1)
        .setNumberSlotsPerTaskManager(2)
        .build();
  }

  @Test
  void localFilesAreTakenWhenTheyAreWhole(@InjectMiniCluster MiniCluster cluster) throws Exception {
    CheckpointedJob job = new CheckpointedJob(dir);
    JobClient client = job.start(2, null);
    try {
      restoresFromLocalFiles(client, cluster);
    } finally {
      client.cancel().get();
    }
  }

  private static void restoresFromLocalFiles(JobClient client, MiniCluster cluster)
      throws Exception {
    CheckpointedJob.awaitChanges(client, 1500);
    complete(client, cluster);
    CheckpointedJob.awaitChanges(client, 100);
    complete(client, cluster);
    CheckpointedJob.failOnce();
    // Which says that all tasks are restored.
    complete(client, cluster);
    assertThat(sum(client.getJobID(), "restoreDownloadedBytes")).isZero();
    assertThat(sum(client.getJobID(), "restoreLinkedBytes")).isPositive();

    assertThat(damageLocalFiles()).isPositive();
    CheckpointedJob.failOnce();
    // Which says that all tasks are restored.
    complete(client, cluster);
    assertThat(sum(client.getJobID(), "restoreDownloadedBytes")).isPositive();
  }

  @Test
  void aMissingFileIsNamed(@InjectMiniCluster MiniCluster cluster) throws Exception {
    CheckpointedJob job = new CheckpointedJob(dir);
    JobClient client = job.start(1, null);
    CheckpointedJob.awaitChanges(client, 1500);
    String from = complete(client, cluster);
    client.cancel().get();
    await()
        .atMost(CheckpointedJob.PATIENCE)
        .until(() -> cluster.getJobStatus(client.getJobID()).get().isGloballyTerminalState());
    String missing = job.referenced().iterator().next();
    try (Stream<Path> files = Files.walk(dir)) {
      Files.delete(
          files.filter(f -> f.getFileName().toString().equals(missing)).findFirst().orElseThrow());
    }
    job.config().setString("restart-strategy.type", "none");
    JobClient again = job.start(1, from);
    await()
        .atMost(CheckpointedJob.PATIENCE)
        .until(() -> again.getJobStatus().get() == JobStatus.FAILED);
    assertThat(again.getJobExecutionResult())
        .failsWithin(CheckpointedJob.PATIENCE)
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(IOException.class);
    assertThat(
            cluster
                .getExecutionGraph(again.getJobID())
                .get()
                .getFailureInfo()
                .getExceptionAsString())
        .contains("cannot be restored")
        .contains(missing);
  }

  private static int damageLocalFiles() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(local.resolve("state"))) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> file.getParent().getFileName().toString().startsWith("iscc-"))
              .toList();
    }
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      // Another file under the same name: the index goes on with the one it has mapped.
      Files.delete(file);
      Files.write(file, bytes);
    }
    return files.size();
  }

  private static long sum(JobID job, String metric) {
    Map<String, Metric> found = REPORTER.findMetrics(job, ".*similarity\\." + metric);
    assertThat(found)
        .as(() -> REPORTER.getMetricsByIdentifiers(job).keySet().toString())
        .hasSize(2);
    return found.values().stream().mapToLong(gauge -> (Long) ((Gauge<?>) gauge).getValue()).sum();
  }

  private static String complete(JobClient job, MiniCluster cluster) {
    return SharedStateITCase.complete(job, cluster);
  }
}
