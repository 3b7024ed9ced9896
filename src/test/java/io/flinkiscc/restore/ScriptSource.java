package io.flinkiscc.restore;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;

/** Sends the records of a script in their order; its state is the place of the next one. */
@SuppressWarnings("deprecation")
final class ScriptSource<T> implements SourceFunction<T>, CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private final Script<T> script;

  private transient ListState<Long> state;
  private transient long place;
  private volatile boolean cancelled;

  ScriptSource(Script<T> script) {
    this.script = script;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("place", Types.LONG));
    for (Long restored : state.get()) {
      place = restored;
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(List.of(place));
  }

  @Override
  public void run(SourceContext<T> context) throws Exception {
    Script<T> records = script.here();
    records.noteSent(place);
    T record = records.take(place, () -> cancelled);
    while (record != null && !cancelled) {
      synchronized (context.getCheckpointLock()) {
        context.collect(record);
        place++;
        records.noteSent(place);
      }
      record = records.take(place, () -> cancelled);
    }
  }

  @Override
  public void cancel() {
    cancelled = true;
    script.here().wake();
  }
}
