package io.flinkiscc.stream;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.EnrichedRecordSerializer;
import io.flinkiscc.kafka.Status;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Keeps every result in checkpointed state, so that after a restore what a run has is exactly what
 * an exactly-once sink would have committed; the test sees it in the same JVM.
 */
final class ResultTally
    implements MapFunction<EnrichedRecord, EnrichedRecord>, CheckpointedFunction {

  private static final long serialVersionUID = 1L;
  private static final Map<Integer, Run> RUNS = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final int run;

  private transient ListState<EnrichedRecord> state;
  private transient List<EnrichedRecord> own;

  ResultTally(Run run) {
    this.run = run.id;
  }

  /** Starts a run of a job without results. */
  static Run newRun() {
    Run run = new Run(NEXT.incrementAndGet());
    RUNS.put(run.id, run);
    return run;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(new ListStateDescriptor<>("results", new EnrichedRecordSerializer()));
    own = new ArrayList<>();
    for (EnrichedRecord result : state.get()) {
      map(result);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(own);
  }

  @Override
  public EnrichedRecord map(EnrichedRecord result) {
    own.add(result);
    RUNS.get(run).results.add(result);
    return result;
  }

  /** The results of one run of a job and of those it was restored from. */
  static final class Run {
    private final int id;
    private final Queue<EnrichedRecord> results = new ConcurrentLinkedQueue<>();

    private Run(int id) {
      this.id = id;
    }

    List<String> queryIds() {
      return results.stream().map(EnrichedRecord::queryId).toList();
    }

    Set<Status> statuses() {
      return new HashSet<>(results.stream().map(EnrichedRecord::status).toList());
    }

    @Override
    public String toString() {
      Map<Status, Integer> counts = new EnumMap<>(Status.class);
      results.forEach(r -> counts.merge(r.status(), 1, Integer::sum));
      return "results by status " + counts;
    }
  }
}
