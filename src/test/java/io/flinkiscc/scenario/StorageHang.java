package io.flinkiscc.scenario;

import java.time.Duration;

/** A file of a checkpoint hangs while it is written, until the checkpoint expires. */
record StorageHang() implements Fault {

  private static final Duration MOST = Duration.ofSeconds(4);

  @Override
  public void strike(ScenarioRun run) {
    StorageFaults.hangWrites(1);
    run.awaitOrGoOn(MOST, StorageFaults::hung);
    int before = run.stage().confirmed();
    run.awaitOrGoOn(MOST, () -> run.stage().confirmed() > before);
    StorageFaults.heal();
  }

  @Override
  public String toString() {
    return "a checkpoint hangs";
  }
}
