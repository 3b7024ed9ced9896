package io.flinkiscc.scenario;

import io.flinkiscc.kafka.EnrichedRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/** Keeps the ids of all answers in checkpointed state, as an exactly-once sink would. One task. */
final class AnswerTally
    implements MapFunction<EnrichedRecord, EnrichedRecord>, CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private final String stage;

  private transient ListState<String> state;
  private transient List<String> ids;

  AnswerTally(Stage stage) {
    this.stage = stage.id();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("answered", Types.STRING));
    ids = new ArrayList<>();
    state.get().forEach(ids::add);
    Stage.get(stage).answeredBefore(ids);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(ids);
  }

  @Override
  public EnrichedRecord map(EnrichedRecord answer) {
    ids.add(answer.queryId());
    Stage.get(stage).answered(answer, ids);
    return answer;
  }
}
