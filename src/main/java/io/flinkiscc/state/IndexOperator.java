package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.match.Matcher;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.PrioritizedOperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotExecutionType;
import org.apache.flink.runtime.state.SnapshotStrategyRunner;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

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

  private final IndexOptions options;
  private final IndexIdentity identity;

  private transient IdentityState identityState;
  private transient KeyGroupRange keyGroups;
  private transient int maxParallelism;
  private transient AssetIndex index;
  private transient Matcher matcher;
  private transient IndexMetrics metrics;
  private transient IndexWatch watch;
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
    index = restore(env.getTaskStateManager().prioritizedOperatorState(getOperatorID()));
    if (context.isRestored() && !identityState.found() && index.liveAssets() == 0) {
      LOG.warn(
          "The job goes on from a checkpoint that has nothing of this index: it begins empty. If"
              + " it is not new in this job, its uid (index.uid) is not the one it had");
    }
    watch = new IndexWatch(index, options.rules(), options.recallSampleEvery());
    metrics = new IndexMetrics(getMetricGroup(), index, watch);
    watch.start();
    snapshots =
        new SnapshotStrategyRunner<>(
            "similarity index",
            new IndexSnapshotStrategy(keyGroups, index),
            getContainingTask().getCancelables(),
            SnapshotExecutionType.ASYNCHRONOUS);
  }

  private AssetIndex restore(PrioritizedOperatorSubtaskState state) throws IOException {
    if (!state.isRestored()) {
      return emptyIndex();
    }
    IOException last = null;
    for (StateObjectCollection<KeyedStateHandle> alternative :
        state.getPrioritizedManagedKeyedState()) {
      AssetIndex restored = emptyIndex();
      try {
        restore(alternative, restored);
        return restored;
      } catch (IOException e) {
        restored.close();
        LOG.warn("A copy of the similarity index cannot be restored, trying the next one", e);
        last = e;
      } catch (RuntimeException e) {
        restored.close();
        throw e;
      }
    }
    if (last != null) {
      throw last;
    }
    return emptyIndex();
  }

  private void restore(StateObjectCollection<KeyedStateHandle> handles, AssetIndex restored)
      throws IOException {
    long started = System.nanoTime();
    for (KeyedStateHandle handle : handles) {
      // The handle's range, not that of what is inside: a sibling may have gone on with the rest.
      KeyGroupRange wanted = handle.getKeyGroupRange().getIntersection(keyGroups);
      if (wanted.getNumberOfKeyGroups() > 0) {
        restore(handle, wanted, restored);
      }
    }
    LOG.info(
        "Restored {} assets of key groups {}..{} in {} sealed shards and a log from {} handles in"
            + " {} ms",
        restored.liveAssets(),
        keyGroups.getStartKeyGroup(),
        keyGroups.getEndKeyGroup(),
        restored.stats().sealedShards(),
        handles.size(),
        (System.nanoTime() - started) / 1_000_000);
  }

  private static void restore(KeyedStateHandle handle, KeyGroupRange wanted, AssetIndex into)
      throws IOException {
    if (!(handle instanceof IncrementalRemoteKeyedStateHandle remote)) {
      throw new IOException(
          "state of the similarity index is expected, found "
              + handle.getClass().getName()
              + ": another operator had this uid; give the index a uid of its own");
    }
    IndexManifest manifest;
    try (InputStream in = remote.getMetaDataStateHandle().openInputStream()) {
      manifest = IndexManifest.parse(in.readAllBytes());
    }
    Map<String, StreamStateHandle> parts = new HashMap<>();
    for (HandleAndLocalPath part : remote.getPrivateState()) {
      parts.put(part.getLocalPath(), part.getHandle());
    }
    for (IndexManifest.ShardFile file : manifest.files()) {
      part(remote, parts, file.name());
    }
    try (InputStream in =
        new BufferedInputStream(part(remote, parts, IndexManifest.ACTIVE).openInputStream())) {
      into.restore(in, (name, to) -> copy(part(remote, parts, name), to), wanted::contains);
    }
  }

  private static StreamStateHandle part(
      IncrementalRemoteKeyedStateHandle handle, Map<String, StreamStateHandle> parts, String name)
      throws IOException {
    StreamStateHandle part = parts.get(name);
    if (part == null) {
      throw new IOException(
          "checkpoint "
              + handle.getCheckpointId()
              + " lacks the part \""
              + name
              + "\" of the index, it has "
              + parts.keySet());
    }
    return part;
  }

  private static void copy(StreamStateHandle part, OutputStream to) throws IOException {
    try (InputStream in = part.openInputStream()) {
      in.transferTo(to);
    }
  }

  private AssetIndex emptyIndex() {
    File[] directories =
        getContainingTask().getEnvironment().getIOManager().getSpillingDirectories();
    int task = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    return AssetIndex.builder()
        .deleteRetention(options.deleteRetention())
        .options(options.engine())
        .directory(directories[task % directories.length].toPath())
        .build();
  }

  @Override
  public void close() throws Exception {
    try {
      super.close();
      if (watch != null) {
        watch.close();
      }
    } finally {
      if (index != null) {
        index.close();
      }
    }
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
    futures.setKeyedStateManagedFuture(
        snapshots.snapshot(checkpointId, timestamp, factory, checkpointOptions));
    return futures;
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
