package io.flinkiscc.serve;

import io.flinkiscc.match.MatchRules;
import io.flinkiscc.query.KeyGroupOf;
import io.flinkiscc.serve.proto.Scoring;
import io.flinkiscc.serve.proto.Task;
import io.flinkiscc.state.ServedTask;
import io.flinkiscc.state.TaskPlace;
import java.util.UUID;

/** Which service of which task this is, and what it can be asked. Immutable. */
final class ServedIdentity {

  private final Task task;

  private ServedIdentity(Task task) {
    this.task = task;
  }

  /** The identity of a service that begins now. */
  static ServedIdentity begin(String index, ServedTask served) {
    TaskPlace place = served.place();
    return new ServedIdentity(
        Task.newBuilder()
            .setInstance(UUID.randomUUID().toString())
            .setIndex(index)
            .setJobId(place.jobId())
            .setSubtask(place.subtask())
            .setParallelism(place.parallelism())
            .setMaxParallelism(place.maxParallelism())
            .setFirstKeyGroup(place.firstKeyGroup())
            .setLastKeyGroup(place.lastKeyGroup())
            .setAttempt(place.attempt())
            .setEpochMillis(System.currentTimeMillis())
            .setRealm(served.realm())
            .setScoring(scoring(served.rules()))
            .build());
  }

  private static Scoring scoring(MatchRules rules) {
    return switch (rules.scoring()) {
      case TIERED -> Scoring.TIERED;
      case COMPATIBLE -> Scoring.COMPATIBLE;
    };
  }

  /** As it stands in every answer. */
  Task task() {
    return task;
  }

  /** Whether a request that names an instance, or none, means this one. */
  boolean isMeant(String instance) {
    return instance.isEmpty() || instance.equals(task.getInstance());
  }

  /** Whether assets with this key are the task's. */
  boolean holds(long key) {
    int group = KeyGroupOf.key(key, task.getMaxParallelism());
    return group >= task.getFirstKeyGroup() && group <= task.getLastKeyGroup();
  }
}
