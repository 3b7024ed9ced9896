package io.flinkiscc.cli;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A Flink cluster in this JVM with all its files in one directory, and one job at a time on it.
 * Checkpoints are taken when they are asked for only, retained, and copied for local recovery.
 */
final class JobBenchCluster implements AutoCloseable {

  private static final int RETAINED = 3;
  private static final int MOST_TOLD_OF = 10_000;
  private static final Duration NEVER = Duration.ofDays(20);
  private static final Duration CHECKPOINT_TIMEOUT = Duration.ofMinutes(30);

  private final Configuration configuration;
  private final Path savepoints;
  private final MiniCluster cluster;
  private JobID job;

  private JobBenchCluster(Configuration configuration, Path savepoints, MiniCluster cluster) {
    this.configuration = configuration;
    this.savepoints = savepoints;
    this.cluster = cluster;
  }

  /**
   * Starts a cluster.
   *
   * @param slots highest parallelism of a job
   * @param more options of Flink
   */
  static JobBenchCluster start(Path directory, int slots, Map<String, String> more)
      throws Exception {
    Configuration configuration = configuration(directory, slots);
    more.forEach(configuration::setString);
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
    cluster.start();
    return new JobBenchCluster(configuration, directory.resolve("savepoints"), cluster);
  }

  private static Configuration configuration(Path directory, int slots) {
    Configuration config = new Configuration();
    config.set(RestOptions.BIND_PORT, "0");
    config.set(RestOptions.ADDRESS, "127.0.0.1");
    config.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    config.set(WebOptions.SUBMIT_ENABLE, false);
    config.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(200));
    config.set(WebOptions.CHECKPOINTS_HISTORY_SIZE, MOST_TOLD_OF);
    config.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofMillis(100));
    config.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
    config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    config.set(CoreOptions.TMP_DIRS, directory.resolve("tmp").toString());
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ZERO);
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, NEVER);
    config.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, CHECKPOINT_TIMEOUT);
    config.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    config.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        directory.resolve("checkpoints").toUri().toString());
    config.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, RETAINED);
    config.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    config.set(CheckpointingOptions.LOCAL_BACKUP_ENABLED, true);
    config.set(
        CheckpointingOptions.LOCAL_RECOVERY_TASK_MANAGER_STATE_ROOT_DIRS,
        directory.resolve("local").toString());
    config.set(StateRecoveryOptions.LOCAL_RECOVERY, true);
    return config;
  }

  /** Where a job for this cluster is put together. */
  StreamExecutionEnvironment environment(int parallelism) {
    StreamExecutionEnvironment env = new StreamExecutionEnvironment(configuration);
    env.setParallelism(parallelism);
    return env;
  }

  /**
   * Starts a job.
   *
   * @param from a checkpoint or savepoint that it claims; null for none
   */
  void submit(StreamExecutionEnvironment env, String from) throws Exception {
    if (from != null) {
      env.configure(
          new Configuration()
              .set(StateRecoveryOptions.SAVEPOINT_PATH, from)
              .set(
                  StateRecoveryOptions.RESTORE_MODE,
                  org.apache.flink.core.execution.RecoveryClaimMode.CLAIM));
    }
    var graph = env.getStreamGraph().getJobGraph();
    job = graph.getJobID();
    cluster.submitJob(graph).get();
  }

  /** What the REST interface tells about the job. */
  FlinkRest rest() throws Exception {
    URI web = cluster.getRestAddress().get();
    return new FlinkRest(web, job.toHexString());
  }

  /** Takes a checkpoint and returns its directory. */
  Path checkpoint() throws Exception {
    try {
      return Path.of(URI.create(withScheme(cluster.triggerCheckpoint(job).get())));
    } catch (ExecutionException e) {
      throw new IllegalStateException("a checkpoint failed: " + e.getCause(), e);
    }
  }

  /** Takes a savepoint of Flink's own format and returns its directory. */
  Path savepoint() throws Exception {
    String target = savepoints.toUri().toString();
    return Path.of(
        URI.create(
            withScheme(
                cluster
                    .triggerSavepoint(job, target, false, SavepointFormatType.CANONICAL)
                    .get())));
  }

  private static String withScheme(String path) {
    return path.startsWith("file:") ? path : "file:" + path;
  }

  /** Fails if the job has ended. */
  void checkRunning() throws Exception {
    JobStatus status = cluster.getJobStatus(job).get();
    if (status.isGloballyTerminalState()) {
      throw new IllegalStateException(
          "the job has ended: " + status,
          cluster.requestJobResult(job).get().getSerializedThrowable().orElse(null));
    }
  }

  /** Ends the job and waits until all its tasks have ended. */
  void cancel() throws Exception {
    cluster.cancelJob(job).get();
    cluster.requestJobResult(job).get(1, TimeUnit.MINUTES);
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
