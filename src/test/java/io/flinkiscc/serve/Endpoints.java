package io.flinkiscc.serve;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.Scoring;
import io.flinkiscc.state.TaskPlace;
import java.util.EnumSet;

/** Entries of a registry for tests. */
final class Endpoints {

  static final int KEY_GROUPS = 128;
  static final String JOB = "0123456789abcdef0123456789abcdef";

  private Endpoints() {}

  /** The place of a task, as Flink deals out key groups. */
  static TaskPlace place(String job, int subtask, int parallelism, int attempt) {
    int first = (subtask * KEY_GROUPS + parallelism - 1) / parallelism;
    int last = ((subtask + 1) * KEY_GROUPS - 1) / parallelism;
    return new TaskPlace(job, subtask, parallelism, attempt, KEY_GROUPS, first, last);
  }

  static Endpoint of(TaskPlace place, String instance, int port, long epoch, long expiresAt) {
    return new Endpoint(
        "iscc-index",
        place,
        "127.0.0.1",
        port,
        false,
        epoch,
        instance,
        0,
        Scoring.TIERED,
        EnumSet.allOf(UnitType.class),
        expiresAt);
  }

  /** An entry that nobody is behind. */
  static Endpoint entry(String job, int subtask, int parallelism, int attempt, long epoch) {
    String instance = job.substring(0, 1) + "-" + parallelism + "-" + subtask + "-" + attempt;
    return of(
        place(job, subtask, parallelism, attempt),
        instance + "-" + epoch,
        1,
        epoch,
        Long.MAX_VALUE);
  }
}
