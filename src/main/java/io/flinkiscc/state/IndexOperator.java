package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.match.Matcher;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotExecutionType;
import org.apache.flink.runtime.state.SnapshotStrategyRunner;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.memory.MemCheckpointStreamFactory;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.IOUtils;

/**
 * Holds one part of the index, by key groups, and makes it a part of Flink's checkpoints.
 *
 * <p>It stands behind a hash edge on the ISCC-ID body but is not a keyed operator: so no state
 * backend owns the slot for managed keyed state, and the operator puts a handle of its own there,
 * which the JobManager redistributes, counts and deletes like that of any keyed backend, whichever
 * is configured.
 */
public abstract class IndexOperator extends AbstractStreamOperator<IndexAnswer> {

  private static final long serialVersionUID = 1L;
  private static final long MICROS = 1000;
  private static final long NO_CHECKPOINT = -2;

  private final IndexOptions options;
  private final IndexIdentity identity;

  private transient IdentityState identityState;
  private transient KeyGroupRange keyGroups;
  private transient int maxParallelism;
  private transient AssetIndex index;
  private transient Matcher matcher;
  private transient Transfers transfers;
  private transient LocalCopies copies;
  private transient IndexMetrics metrics;
  private transient IndexWatch watch;
  private transient CheckpointMetrics checkpointMetrics;

  /** Null without a service: snapshots keep files and memory. */
  private transient CommittedSnapshots committed;

  private transient AutoCloseable service;
  private transient IndexSnapshotStrategy strategy;
  private transient SnapshotStrategyRunner<KeyedStateHandle, IndexSnapshotStrategy.Frozen>
      snapshots;

  IndexOperator(IndexOptions options, IndexIdentity identity) {
    this.options = Objects.requireNonNull(options, "options");
    this.identity = Objects.requireNonNull(identity, "identity");
  }

  IndexOptions options() {
    return options;
  }

  /**
   * For every task of a parallelism a key that a hash edge sends to it: how a query is sent to all
   * of them without a broadcast edge.
   *
   * @param maxParallelism number of key groups
   * @param parallelism number of tasks
   * @return the keys, by index of the task
   */
  public static long[] routeKeys(int maxParallelism, int parallelism) {
    long[] keys = new long[parallelism];
    int found = 0;
    boolean[] has = new boolean[parallelism];
    for (long key = 0; found < parallelism; key++) {
      int task =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(key, maxParallelism, parallelism);
      if (!has[task]) {
        has[task] = true;
        keys[task] = key;
        found++;
      }
    }
    return keys;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    identityState = IdentityState.restore(context, identity);
    Environment env = getContainingTask().getEnvironment();
    maxParallelism = env.getTaskInfo().getMaxNumberOfParallelSubtasks();
    keyGroups =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            maxParallelism,
            env.getTaskInfo().getNumberOfParallelSubtasks(),
            env.getTaskInfo().getIndexOfThisSubtask());
    matcher = new Matcher(options.rules());
    transfers = new Transfers(options.transferThreads(), "iscc-transfer-" + getOperatorID());
    copies = new LocalCopies(directory());
    RestoredIndex restored =
        new IndexRestorer(
                keyGroups,
                maxParallelism,
                this::emptyIndex,
                transfers,
                getContainingTask().getCancelables(),
                copies,
                false)
            .restore(env.getTaskStateManager().prioritizedOperatorState(getOperatorID()));
    index = restored.index();
    if (context.isRestored() && !identityState.found() && index.liveAssets() == 0) {
      LOG.warn(
          "The job goes on from a checkpoint that has nothing of this index: it begins empty. If"
              + " it is not new in this job, its uid (index.uid) is not the one it had");
    }
    watch = new IndexWatch(index, options.rules(), options.recallSampleEvery());
    metrics = new IndexMetrics(getMetricGroup(), index, watch);
    watch.start();
    CheckpointFigures figures = new CheckpointFigures();
    figures.restored(restored.figures());
    if (options.service().isPresent()) {
      committed =
          new CommittedSnapshots(context.getRestoredCheckpointId().orElse(0), index.snapshot());
    }
    checkpointMetrics = new CheckpointMetrics(getMetricGroup(), figures);
    strategy =
        new IndexSnapshotStrategy(
            keyGroups,
            maxParallelism,
            restored,
            transfers,
            env.getTaskStateManager().createLocalRecoveryConfig(),
            copies,
            figures);
    snapshots =
        new SnapshotStrategyRunner<>(
            "similarity index",
            strategy,
            getContainingTask().getCancelables(),
            SnapshotExecutionType.ASYNCHRONOUS);
    loadClasses();
  }

  @Override
  public void open() throws Exception {
    super.open();
    if (options.service().isPresent()) {
      ServedTask served =
          new ServedTask(
              index,
              committed,
              options,
              identity.realm(),
              place(),
              getMetricGroup().addGroup(IndexMetrics.GROUP));
      service = options.service().get().start(served);
    }
  }

  private TaskPlace place() {
    TaskInfo task = getRuntimeContext().getTaskInfo();
    return new TaskPlace(
        getContainingTask().getEnvironment().getJobID().toHexString(),
        task.getIndexOfThisSubtask(),
        task.getNumberOfParallelSubtasks(),
        task.getAttemptNumber(),
        maxParallelism,
        keyGroups.getStartKeyGroup(),
        keyGroups.getEndKeyGroup());
  }

  /**
   * The first checkpoint is as quick as any other when its classes are there already. Only when it
   * is interrupted does a snapshot that has not begun release what it has frozen.
   */
  private void loadClasses() throws Exception {
    snapshots
        .snapshot(
            NO_CHECKPOINT,
            0,
            new MemCheckpointStreamFactory(1),
            CheckpointOptions.forCheckpointWithDefaultLocation())
        .cancel(true);
    strategy.notifyCheckpointAborted(NO_CHECKPOINT);
  }

  private AssetIndex emptyIndex() {
    return AssetIndex.builder()
        .deleteRetention(options.deleteRetention())
        .retention(options.retention())
        .options(options.engine())
        .directory(directory())
        .build();
  }

  private Path directory() {
    File[] directories =
        getContainingTask().getEnvironment().getIOManager().getSpillingDirectories();
    int task = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    return directories[task % directories.length].toPath();
  }

  @Override
  public void close() throws Exception {
    // All of them, also if one fails or waiting for the watch is interrupted.
    IOUtils.closeAll(super::close, service, watch, transfers, index, copies);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    identityState.snapshot();
  }

  @Override
  public OperatorSnapshotFutures snapshotState(
      long checkpointId,
      long timestamp,
      CheckpointOptions checkpointOptions,
      CheckpointStreamFactory factory)
      throws Exception {
    OperatorSnapshotFutures futures =
        super.snapshotState(checkpointId, timestamp, checkpointOptions, factory);
    long started = System.nanoTime();
    futures.setKeyedStateManagedFuture(
        snapshots.snapshot(checkpointId, timestamp, factory, checkpointOptions));
    if (committed != null && !checkpointOptions.getCheckpointType().isSavepoint()) {
      committed.begin(checkpointId, index.snapshot());
    }
    checkpointMetrics.began(checkpointId, System.nanoTime() - started);
    return futures;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    if (committed != null) {
      committed.complete(checkpointId);
    }
    if (strategy.notifyCheckpointComplete(checkpointId)) {
      index.holdCompaction(Duration.ZERO);
    }
  }

  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    super.notifyCheckpointAborted(checkpointId);
    if (committed != null) {
      committed.abort(checkpointId);
    }
    strategy.notifyCheckpointAborted(checkpointId);
  }

  final void change(AssetOp op) {
    int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(op.key(), maxParallelism);
    if (!keyGroups.contains(keyGroup)) {
      throw new IllegalStateException(
          "a change of key group "
              + keyGroup
              + " came to the index task of "
              + keyGroups
              + ": the stream in front of it must be keyed by AssetOp.key() as Long");
    }
    metrics.count(index.apply(op, keyGroup));
  }

  /** Number of live assets of the task. */
  long liveAssets() {
    return index.liveAssets();
  }

  /** Lets assets expire; the last watermark of an input that ends tells no time. */
  final void advance(Watermark mark) {
    long millis = mark.getTimestamp();
    if (millis < Watermark.MAX_WATERMARK.getTimestamp() && millis > Long.MIN_VALUE / MICROS) {
      index.advanceTo(Math.min(millis, Long.MAX_VALUE / MICROS) * MICROS);
    }
  }

  final void answer(IndexQuery query) {
    long started = System.nanoTime();
    index.maintain();
    IndexSnapshot snapshot = index.snapshot();
    IndexAnswer answer =
        new IndexAnswer(
            query.askId(),
            keyGroups.getStartKeyGroup(),
            keyGroups.getEndKeyGroup(),
            snapshot.maxEventTimeMicros(),
            matcher.match(snapshot, query.query()));
    metrics.countSearch(System.nanoTime() - started, answer.part().exact());
    watch.answered(query.query());
    output.collect(new StreamRecord<>(answer));
  }
}
