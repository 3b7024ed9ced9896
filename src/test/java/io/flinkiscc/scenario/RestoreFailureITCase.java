package io.flinkiscc.scenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Restores fail, and local disks are full or gone: what is restored in the end is the index. */
class RestoreFailureITCase {

  @RegisterExtension static final Scenarios SCENARIOS = new Scenarios();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void checkpointsCannotBeReadAtFirst(boolean localRecovery) throws Exception {
    SCENARIOS.survives(
        Scenario.builder(210)
            .localRecovery(localRecovery)
            .faults(
                new ReadFailure(1),
                new ReadFailure(3),
                new TaskFailure(Trap.Site.RESTORE, 3),
                new SlowStorage(2))
            .build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void localDisksAreGoneForAWhile(boolean localRecovery) throws Exception {
    SCENARIOS.survives(
        Scenario.builder(220)
            .localRecovery(localRecovery)
            .shards(30, 2)
            .faults(
                new LocalDiskLoss(),
                new TaskFailure(Trap.Site.RECORD, 1),
                new LocalDiskLoss(),
                new TaskManagerLoss())
            .build());
  }

  @Test
  void localDisksAreTooSmall() throws Exception {
    SCENARIOS.survives(
        Scenario.builder(230)
            .changes(600, 150)
            .shards(40, 2)
            .diskMaxBytes(15_000)
            .faults(new TaskFailure(Trap.Site.RECORD, 1), new TaskManagerLoss())
            .build());
  }
}
