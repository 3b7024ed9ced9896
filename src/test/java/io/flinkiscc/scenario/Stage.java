package io.flinkiscc.scenario;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What a scenario and the tasks of its jobs share in one JVM. Any thread. */
final class Stage implements AutoCloseable {

  private static final Map<String, Stage> STAGES = new ConcurrentHashMap<>();
  private static final AtomicInteger NEXT = new AtomicInteger();

  private final String id = "stage-" + NEXT.incrementAndGet();
  private final Topic<AssetOp> changes;
  private final Topic<QueryRecord> queries = new Topic<>(List.of(List.of()));
  private final Trap trap = new Trap();
  private final AtomicInteger starts = new AtomicInteger();
  private final AtomicInteger confirmed = new AtomicInteger();
  private final Queue<EnrichedRecord> answers = new ConcurrentLinkedQueue<>();
  private volatile List<String> answered = List.of();

  private Stage(ScenarioLog log) {
    changes = new Topic<>(log.splits());
  }

  static Stage open(ScenarioLog log) {
    Stage stage = new Stage(log);
    STAGES.put(stage.id, stage);
    return stage;
  }

  static Stage get(String id) {
    Stage stage = STAGES.get(id);
    if (stage == null) {
      throw new IllegalStateException("the scenario of " + id + " is over");
    }
    return stage;
  }

  String id() {
    return id;
  }

  Topic<AssetOp> changes() {
    return changes;
  }

  Topic<QueryRecord> queries() {
    return queries;
  }

  Trap trap() {
    return trap;
  }

  /** Notes that a reader got splits: at a start, and at every restart. */
  void started() {
    starts.incrementAndGet();
  }

  int starts() {
    return starts.get();
  }

  /** Notes that a task was told that a checkpoint is complete. */
  void confirm() {
    confirmed.incrementAndGet();
  }

  int confirmed() {
    return confirmed.get();
  }

  /** Notes an answer, and the ids of all answers that count with it. */
  void answered(EnrichedRecord answer, List<String> ids) {
    answers.add(answer);
    answered = List.copyOf(ids);
  }

  /** Puts back what counts to what a checkpoint holds. */
  void answeredBefore(List<String> ids) {
    answered = List.copyOf(ids);
  }

  /** Ids of the queries whose answers an exactly-once sink would have by now. */
  List<String> answered() {
    return answered;
  }

  /** All answers ever given, those included that a restore took back. */
  List<EnrichedRecord> answers() {
    return new ArrayList<>(answers);
  }

  @Override
  public void close() {
    STAGES.remove(id);
  }
}
