package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.PrioritizedOperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.SnapshotResult;

/** An index task without an operator: its index, restored and written by the classes under test. */
final class TestTask implements AutoCloseable {

  static final int KEY_GROUPS = 128;

  final KeyGroupRange range;
  final AssetIndex index;
  final IndexSnapshotStrategy strategy;
  final CheckpointFigures figures = new CheckpointFigures();
  final RestoredIndex restored;
  private final Transfers transfers = new Transfers(3, "test-transfer");
  private final LocalCopies copies;

  /** What was frozen for a checkpoint, to be written later or never. */
  record Begun(long id, IndexSnapshotStrategy.Frozen frozen) {}

  TestTask(
      int parallelism,
      int task,
      EngineOptions options,
      Path directory,
      PrioritizedOperatorSubtaskState state,
      LocalRecoveryConfig localRecovery)
      throws Exception {
    range =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(KEY_GROUPS, parallelism, task);
    copies = new LocalCopies(directory);
    boolean done = false;
    try {
      restored =
          new IndexRestorer(
                  range,
                  KEY_GROUPS,
                  () -> AssetIndex.builder().options(options).directory(directory).build(),
                  transfers,
                  new CloseableRegistry(),
                  copies,
                  false)
              .restore(state);
      done = true;
    } finally {
      if (!done) {
        transfers.close();
        copies.close();
      }
    }
    index = restored.index();
    strategy =
        new IndexSnapshotStrategy(
            range, KEY_GROUPS, restored, transfers, localRecovery, copies, figures);
  }

  static PrioritizedOperatorSubtaskState nothing() {
    return PrioritizedOperatorSubtaskState.emptyNotRestored();
  }

  /** The state of handles, with local alternatives. */
  static PrioritizedOperatorSubtaskState state(
      long id, List<KeyedStateHandle> remote, List<KeyedStateHandle> local) {
    return new PrioritizedOperatorSubtaskState.Builder(
            subtask(remote), local.isEmpty() ? List.of() : List.of(subtask(local)), id)
        .build();
  }

  private static OperatorSubtaskState subtask(List<KeyedStateHandle> handles) {
    return OperatorSubtaskState.builder()
        .setManagedKeyedState(new StateObjectCollection<>(handles))
        .build();
  }

  static int keyGroup(long key) {
    return KeyGroupRangeAssignment.assignToKeyGroup(key, KEY_GROUPS);
  }

  void apply(AssetOp op) {
    if (range.contains(keyGroup(op.key()))) {
      index.apply(op, keyGroup(op.key()));
    }
  }

  Begun begin(long id) {
    return new Begun(id, strategy.syncPrepareResources(id));
  }

  SnapshotResult<KeyedStateHandle> write(
      Begun begun, CheckpointStreamFactory factory, SnapshotType type) throws Exception {
    CheckpointOptions options =
        CheckpointOptions.alignedNoTimeout(type, CheckpointStorageLocationReference.getDefault());
    try {
      return strategy
          .asyncSnapshot(begun.frozen(), begun.id(), 0, factory, options)
          .get(new CloseableRegistry());
    } finally {
      begun.frozen().release();
    }
  }

  /** Takes a checkpoint that is confirmed at once. */
  KeyedStateHandle checkpoint(long id, TestJobManager jobs) throws Exception {
    return checkpoint(id, jobs, UnaryOperator.identity());
  }

  KeyedStateHandle checkpoint(
      long id, TestJobManager jobs, UnaryOperator<CheckpointStreamFactory> faults)
      throws Exception {
    KeyedStateHandle handle =
        write(begin(id), faults.apply(jobs.factory(id)), CheckpointType.CHECKPOINT)
            .getJobManagerOwnedSnapshot();
    assertThat(handle).isNotNull();
    jobs.acknowledge(id, handle);
    jobs.complete(id);
    strategy.notifyCheckpointComplete(id);
    return handle;
  }

  @Override
  public void close() {
    transfers.close();
    index.close();
    copies.close();
  }
}
