package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.state.TaskServiceFactory;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that feeds an index without end, and can be made to fail or to hold up checkpoints; and
 * what its checkpoints refer to.
 */
final class CheckpointedJob {

  static final Duration PATIENCE = Duration.ofMinutes(2);

  /** A checkpoint that is held up is given up after that. */
  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private static final long ASSETS = 3000;
  private static final AtomicBoolean FAIL = new AtomicBoolean();
  private static volatile CountDownLatch hold = new CountDownLatch(0);

  private final Path checkpoints;
  private final Configuration config = new Configuration();
  private TaskServiceFactory service;

  CheckpointedJob(Path checkpoints) {
    this.checkpoints = checkpoints;
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
    config.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, TIMEOUT);
    config.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, 1000);
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 1000);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
  }

  Configuration config() {
    return config;
  }

  /** Offers its index to others from the next start on. */
  void serve(TaskServiceFactory factory) {
    service = factory;
  }

  /** Starts it with so many index tasks, claiming a checkpoint if one is given. */
  JobClient start(int parallelism, String from) throws Exception {
    Configuration own = new Configuration(config);
    if (from != null) {
      own.set(StateRecoveryOptions.SAVEPOINT_PATH, from);
      own.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
    }
    Throttle.speed(false);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(own);
    env.setParallelism(1);
    IsccIndex.builder()
        .realm(0)
        .parallelism(parallelism)
        .engine(EngineOptions.builder().shardMaxAssets(200).build())
        .service(service)
        .build()
        .ingest(
            env.fromSource(
                    new NumberSequenceSource(0, Long.MAX_VALUE - 1),
                    WatermarkStrategy.noWatermarks(),
                    "numbers")
                .uid("numbers")
                .map(new Throttle<>("changes", Duration.ofNanos(100_000)))
                .returns(Long.class)
                .uid("throttle")
                .map(new Faults())
                .uid("faults")
                .map(CheckpointedJob::change)
                .returns(AssetOpSerializer.TYPE)
                .uid("changes"))
        .withoutQueries();
    return env.executeAsync("checkpointed");
  }

  private static AssetOp change(long number) {
    RandomAssets assets = new RandomAssets(new Random(number));
    long key = (number * 31) % ASSETS;
    return number % 9 == 0
        ? AssetOp.delete(key, AssetOp.NO_SEQ, number)
        : AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, number);
  }

  /** Waits until so many more changes were made. */
  static void awaitChanges(JobClient job, int count) {
    long from = Throttle.passed("changes");
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(job.getJobStatus().get())
                  .isNotIn(JobStatus.FAILED, JobStatus.FINISHED, JobStatus.CANCELED);
              return Throttle.passed("changes") >= from + count;
            });
  }

  /** Lets the next record fail the job. */
  static void failOnce() {
    FAIL.set(true);
    await().atMost(PATIENCE).until(() -> !FAIL.get());
  }

  /** Keeps checkpoints from being completed until the latch that is returned is counted down. */
  static CountDownLatch holdCheckpoints() {
    hold = new CountDownLatch(1);
    return hold;
  }

  /** Names of the shared files that the retained checkpoints refer to. */
  Set<String> referenced() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path metadata : files("_metadata")) {
      for (OperatorState operator : load(metadata).getOperatorStates()) {
        for (OperatorSubtaskState task : operator.getStates()) {
          task.getManagedKeyedState().forEach(handle -> addShared(handle, names));
        }
      }
    }
    return names;
  }

  private static CheckpointMetadata load(Path metadata) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
      return Checkpoints.loadCheckpointMetadata(
          in, CheckpointedJob.class.getClassLoader(), metadata.getParent().toUri().toString());
    }
  }

  private static void addShared(KeyedStateHandle handle, Set<String> names) {
    if (handle instanceof IncrementalRemoteKeyedStateHandle index) {
      for (HandleAndLocalPath file : index.getSharedState()) {
        file.getHandle().maybeGetPath().ifPresent(path -> names.add(path.getName()));
      }
    }
  }

  /** Names of the files in the shared directories of all jobs. */
  Set<String> onDisk() throws IOException {
    try (Stream<Path> all = Files.walk(checkpoints)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.getParent().getFileName().toString().equals("shared"))
          .map(file -> file.getFileName().toString())
          .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }
  }

  private Set<Path> files(String name) throws IOException {
    try (Stream<Path> all = Files.walk(checkpoints)) {
      return all.filter(file -> file.getFileName().toString().equals(name))
          .collect(java.util.stream.Collectors.toCollection(TreeSet::new));
    }
  }

  /** Fails and holds up checkpoints when it is told to. */
  private static final class Faults implements MapFunction<Long, Long>, CheckpointedFunction {
    private static final long serialVersionUID = 1L;

    @Override
    public Long map(Long number) {
      if (FAIL.compareAndSet(true, false)) {
        throw new IllegalStateException("injected failure at change " + number);
      }
      return number;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
      hold.await();
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
      // Nothing to restore.
    }
  }
}
