package io.flinkiscc.scenario;

import java.time.Duration;

/**
 * The adaptive scheduler gives the running job so many index tasks, while it is asked.
 *
 * @param tasks how many
 */
record RescaleInPlace(int tasks) implements Fault {

  private static final int QUERIES = 10;
  private static final Duration BETWEEN_QUERIES = Duration.ofMillis(20);

  @Override
  public void strike(ScenarioRun run) throws Exception {
    run.await("all tasks run", () -> run.cluster().indexTasks(run.job()) > 0);
    run.cluster().requireParallelism(run.job(), tasks);
    for (int query = 0; query < QUERIES && !done(run); query++) {
      run.ask();
      run.awaitOrGoOn(BETWEEN_QUERIES, () -> done(run));
    }
    run.await("the job runs with " + tasks + " index tasks", () -> done(run));
  }

  private boolean done(ScenarioRun run) throws Exception {
    return run.cluster().indexTasks(run.job()) == tasks;
  }

  @Override
  public int tasks(int before) {
    return tasks;
  }

  @Override
  public String toString() {
    return "is rescaled in place to " + tasks + " tasks";
  }
}
