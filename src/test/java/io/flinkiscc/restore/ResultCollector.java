package io.flinkiscc.restore;

import io.flinkiscc.kafka.EnrichedRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Hands results to the test, and keeps the ids of their queries in state: so a restored run knows
 * what an exactly-once sink would have committed before.
 */
final class ResultCollector
    implements MapFunction<EnrichedRecord, EnrichedRecord>, CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private final Results results;
  private final long nanosPerResult;

  private transient ListState<String> state;
  private transient List<String> answered;

  /**
   * @param perResult how long each result takes, to let records pile up
   */
  ResultCollector(Results results, Duration perResult) {
    this.results = results;
    this.nanosPerResult = perResult.toNanos();
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("answered", Types.STRING));
    answered = new ArrayList<>();
    for (String queryId : state.get()) {
      answered.add(queryId);
      results.here().restored(queryId);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(answered);
  }

  @Override
  public EnrichedRecord map(EnrichedRecord result) {
    answered.add(result.queryId());
    results.here().add(result);
    if (nanosPerResult > 0) {
      LockSupport.parkNanos(nanosPerResult);
    }
    return result;
  }
}
