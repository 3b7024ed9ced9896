package io.flinkiscc.scenario;

import java.time.Duration;

/**
 * A task fails, and the checkpoint cannot be read at first.
 *
 * @param reads how often reading fails
 */
record ReadFailure(int reads) implements Fault {

  private static final Duration MOST = Duration.ofSeconds(2);

  @Override
  public void strike(ScenarioRun run) {
    run.awaitCheckpoint();
    StorageFaults.failReads(reads);
    run.stage().trap().arm(Trap.Site.RECORD, 1);
    run.ask();
    run.awaitOrGoOn(MOST, StorageFaults::readsFailed);
    StorageFaults.heal();
    run.stage().trap().disarm();
  }

  @Override
  public String toString() {
    return "a task fails and reading the checkpoint fails " + reads + " times";
  }
}
