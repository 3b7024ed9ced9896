package io.flinkiscc.scenario;

import java.time.Duration;

/**
 * Files of checkpoints cannot be written: the storage is full.
 *
 * @param files how many in a row
 * @param at at which step
 */
record StorageFailure(int files, StorageFaults.Step at) implements Fault {

  private static final Duration MOST = Duration.ofSeconds(2);

  @Override
  public void strike(ScenarioRun run) {
    StorageFaults.failWrites(files, at);
    run.awaitOrGoOn(MOST, StorageFaults::writesFailed);
    StorageFaults.heal();
  }

  @Override
  public String toString() {
    return files + " files of checkpoints fail at " + at;
  }
}
