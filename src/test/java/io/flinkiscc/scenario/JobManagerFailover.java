package io.flinkiscc.scenario;

/** The master of the job loses the leadership; another one takes the job over. */
record JobManagerFailover() implements Fault {

  @Override
  public void strike(ScenarioRun run) throws Exception {
    run.cluster().failOver(run.job());
  }

  @Override
  public String toString() {
    return "the JobManager fails over";
  }
}
