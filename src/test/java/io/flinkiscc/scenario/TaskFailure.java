package io.flinkiscc.scenario;

import java.time.Duration;

/**
 * Tasks fail, at a random record or at another step of their life.
 *
 * @param site when
 * @param times how often in a row
 */
record TaskFailure(Trap.Site site, int times) implements Fault {

  private static final Duration MOST = Duration.ofSeconds(2);

  @Override
  public void strike(ScenarioRun run) {
    Trap trap = run.stage().trap();
    int starts = run.stage().starts();
    if (site == Trap.Site.RESTORE) {
      // Nothing is restored unless something fails before.
      trap.arm(Trap.Site.RECORD, 1);
      run.ask();
    }
    trap.arm(site, times);
    if (site == Trap.Site.RECORD) {
      run.ask();
    }
    run.awaitOrGoOn(MOST, () -> trap.sprung(site) && run.stage().starts() > starts);
    trap.disarm();
  }

  @Override
  public String toString() {
    return "tasks fail at " + site + (times > 1 ? " " + times + " times" : "");
  }
}
