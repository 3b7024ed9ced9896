package io.flinkiscc.scenario;

import java.time.Duration;

/**
 * Reading and writing checkpoints is slow for a while.
 *
 * @param millis how long each step takes
 */
record SlowStorage(int millis) implements Fault {

  private static final Duration WHILE = Duration.ofMillis(300);

  @Override
  public void strike(ScenarioRun run) {
    StorageFaults.slow(millis);
    int before = run.stage().confirmed();
    run.awaitOrGoOn(WHILE, () -> run.stage().confirmed() > before + 20);
    StorageFaults.heal();
  }

  @Override
  public String toString() {
    return "the storage takes " + millis + " ms for everything";
  }
}
