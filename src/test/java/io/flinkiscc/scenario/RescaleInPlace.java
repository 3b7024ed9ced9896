package io.flinkiscc.scenario;

/**
 * The adaptive scheduler gives the running job so many index tasks.
 *
 * @param tasks how many
 */
record RescaleInPlace(int tasks) implements Fault {

  @Override
  public void strike(ScenarioRun run) throws Exception {
    run.await("all tasks run", () -> run.cluster().indexTasks(run.job()) > 0);
    run.cluster().requireParallelism(run.job(), tasks);
    run.ask();
    run.await(
        "the job runs with " + tasks + " index tasks",
        () -> run.cluster().indexTasks(run.job()) == tasks);
  }

  @Override
  public boolean rescales() {
    return true;
  }

  @Override
  public String toString() {
    return "is rescaled in place to " + tasks + " tasks";
  }
}
