package io.flinkiscc.scenario;

/** A task manager goes with all its tasks and local files, and another one comes. */
record TaskManagerLoss() implements Fault {

  @Override
  public void strike(ScenarioRun run) throws Exception {
    run.cluster().loseTaskManager(run.random().nextInt(2));
  }

  @Override
  public String toString() {
    return "a task manager is lost";
  }
}
