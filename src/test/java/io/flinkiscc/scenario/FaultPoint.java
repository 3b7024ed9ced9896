package io.flinkiscc.scenario;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.EnrichedRecord;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/** Passes records on, unless the {@link Trap} of its scenario says otherwise. */
final class FaultPoint<T> implements MapFunction<T, T>, CheckpointedFunction, CheckpointListener {

  private static final long serialVersionUID = 1L;

  private final String stage;

  private final boolean answers;

  private FaultPoint(Stage stage, boolean answers) {
    this.stage = stage.id();
    this.answers = answers;
  }

  static FaultPoint<AssetOp> ofChanges(Stage stage) {
    return new FaultPoint<>(stage, false);
  }

  static FaultPoint<EnrichedRecord> ofAnswers(Stage stage) {
    return new FaultPoint<>(stage, true);
  }

  private Trap trap() {
    return Stage.get(stage).trap();
  }

  @Override
  public T map(T record) {
    if (answers) {
      trap().delay();
    }
    trap().pass(Trap.Site.RECORD);
    return record;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {
    trap().pass(Trap.Site.RESTORE);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) {
    trap().pass(Trap.Site.SNAPSHOT);
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    Stage.get(stage).confirm();
    trap().pass(Trap.Site.CONFIRMATION);
  }
}
