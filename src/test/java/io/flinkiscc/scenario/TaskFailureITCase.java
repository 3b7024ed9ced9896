package io.flinkiscc.scenario;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks, task managers and the JobManager fail: the index is what it would be had they not. */
class TaskFailureITCase {

  @RegisterExtension static final Scenarios SCENARIOS = new Scenarios();

  @ParameterizedTest
  @EnumSource(Trap.Site.class)
  void tasksFailAnywhere(Trap.Site site) throws Exception {
    SCENARIOS.survives(
        Scenario.builder(10 + site.ordinal())
            .faults(new TaskFailure(site, 1), new TaskFailure(site, 2), new TaskFailure(site, 1))
            .build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void taskManagersAreLost(boolean localRecovery) throws Exception {
    SCENARIOS.survives(
        Scenario.builder(20)
            .parallelism(3)
            .localRecovery(localRecovery)
            .faults(
                new TaskManagerLoss(),
                new TaskFailure(Trap.Site.RECORD, 1),
                new TaskManagerLoss(),
                new TaskManagerLoss())
            .build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theJobManagerFailsOver(boolean adaptive) throws Exception {
    SCENARIOS.survives(
        Scenario.builder(30)
            .adaptive(adaptive)
            .faults(
                new JobManagerFailover(),
                new TaskFailure(Trap.Site.RECORD, 1),
                new JobManagerFailover(),
                new TaskManagerLoss())
            .build());
  }

  @Test
  void tasksFailAndRecoverFromLocalFiles() throws Exception {
    SCENARIOS.survives(
        Scenario.builder(40)
            .parallelism(2)
            .localRecovery(true)
            .faults(
                new TaskFailure(Trap.Site.RECORD, 1),
                new TaskFailure(Trap.Site.RECORD, 1),
                new TaskFailure(Trap.Site.RESTORE, 1))
            .build());
  }
}
