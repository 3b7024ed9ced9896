package io.flinkiscc.scenario;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.WriteOutcome;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.state.IndexAnswer;
import io.flinkiscc.state.IndexAnswerSerializer;
import io.flinkiscc.state.IndexIdentity;
import io.flinkiscc.state.IndexOperator;
import io.flinkiscc.state.IndexOptions;
import io.flinkiscc.state.IngestOperator;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/**
 * Restores the index of a checkpoint or savepoint without a job and compares it, key by key, with
 * the oracle: assets, and by trying changes also numbers and remembered deletes.
 */
final class IndexReadback {

  private static final String UID = "iscc-index-index";

  private final IndexOptions options;
  private final LogOracle oracle;
  private final ScenarioAssets assets = new ScenarioAssets(new Random(7));
  private final List<String> problems = new ArrayList<>();

  IndexReadback(IndexOptions options, LogOracle oracle) {
    this.options = options;
    this.oracle = oracle;
  }

  /** Loads what a checkpoint or savepoint consists of. */
  static CheckpointMetadata metadata(String pointer) throws IOException {
    Path file = new Path(pointer, "_metadata");
    try (DataInputStream in = new DataInputStream(FileSystem.get(file.toUri()).open(file))) {
      return Checkpoints.loadCheckpointMetadata(in, IndexReadback.class.getClassLoader(), pointer);
    }
  }

  /**
   * Compares.
   *
   * @param pointer directory of the checkpoint or savepoint
   * @param parallelism of the tasks to restore it with
   * @return what is wrong; empty if nothing is
   */
  List<String> problems(String pointer, int parallelism) throws Exception {
    OperatorState index =
        metadata(pointer).getOperatorStates().stream()
            .filter(state -> state.getOperatorUid().equals(Optional.of(UID)))
            .findAny()
            .orElseThrow(() -> new IllegalStateException(pointer + " has no operator " + UID));
    int before = index.getParallelism();
    OperatorSubtaskState[] parts = new OperatorSubtaskState[before];
    Arrays.setAll(parts, index::getState);
    OperatorSubtaskState all = AbstractStreamOperatorTestHarness.repackageState(parts);
    long live = 0;
    for (int task = 0; task < parallelism; task++) {
      try (OneInputStreamOperatorTestHarness<AssetOp, IndexAnswer> harness =
          new OneInputStreamOperatorTestHarness<>(
              new IngestOperator(options, new IndexIdentity(0, true)),
              Scenario.KEY_GROUPS,
              parallelism,
              task,
              new AssetOpSerializer(),
              index.getOperatorID())) {
        harness.setup(new IndexAnswerSerializer());
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                all, Scenario.KEY_GROUPS, before, parallelism, task));
        harness.open();
        AssetIndex restored = indexOf((IndexOperator) harness.getOperator());
        live += restored.liveAssets();
        check(restored, parallelism, task);
      }
    }
    long expected = oracle.last().values().stream().filter(s -> s.asset() != null).count();
    if (live != expected) {
      problems.add(live + " assets are live, should be " + expected);
    }
    return problems;
  }

  /** The operator shows its index to nobody. */
  private static AssetIndex indexOf(IndexOperator operator) throws IllegalAccessException {
    for (Field field : IndexOperator.class.getDeclaredFields()) {
      if (field.getType() == AssetIndex.class) {
        field.setAccessible(true);
        return (AssetIndex) field.get(operator);
      }
    }
    throw new IllegalStateException("IndexOperator has no field of type AssetIndex");
  }

  private void check(AssetIndex index, int parallelism, int task) {
    IndexSnapshot snapshot = index.snapshot();
    for (Map.Entry<Long, KeyState> entry : oracle.last().entrySet()) {
      long key = entry.getKey();
      int owner =
          KeyGroupRangeAssignment.assignKeyToParallelOperator(
              key, Scenario.KEY_GROUPS, parallelism);
      Asset expected = owner == task ? entry.getValue().asset() : null;
      Asset found = snapshot.get(key).orElse(null);
      if (!java.util.Objects.equals(found, expected)) {
        problem(key, entry.getValue(), "is " + (found == null ? null : KeyState.label(found)));
      } else if (owner == task) {
        checkNumber(index, key, entry.getValue());
      }
    }
  }

  /** The number is right if it is refused and the next is taken; without one, any is taken. */
  private void checkNumber(AssetIndex index, long key, KeyState state) {
    int keyGroup = KeyGroupRangeAssignment.assignToKeyGroup(key, Scenario.KEY_GROUPS);
    if (state.seq() != AssetOp.NO_SEQ) {
      WriteOutcome same = index.apply(put(key, state.seq()), keyGroup);
      if (same != WriteOutcome.IGNORED_STALE) {
        problem(key, state, "has forgotten its number, which led to " + same);
      }
    }
    WriteOutcome next = index.apply(put(key, state.seq() + 1), keyGroup);
    WriteOutcome wanted = state.asset() == null ? WriteOutcome.ADDED : WriteOutcome.REPLACED;
    if (next != wanted) {
      problem(key, state, "has a wrong number: the next leads to " + next + ", not " + wanted);
    }
  }

  private AssetOp put(long key, long seq) {
    return AssetOp.upsert(assets.next(key), seq, 0);
  }

  private void problem(long key, KeyState state, String what) {
    problems.add(
        "%x, which should be %s with number %d, %s"
            .formatted(key, state.label(), state.seq(), what));
  }
}
