package io.flinkiscc.scenario;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uneven rescales, again and again, with changes and merges in between. */
class RescaleITCase {

  private static final int[] TASKS = {3, 2, 7, 1};

  @RegisterExtension static final Scenarios SCENARIOS = new Scenarios();

  @ParameterizedTest
  @CsvSource({
    "CHECKPOINT, CLAIM",
    "CHECKPOINT, NO_CLAIM",
    "CANONICAL_SAVEPOINT, CLAIM",
    "NATIVE_SAVEPOINT, CLAIM",
    "MOVED_SAVEPOINT, NO_CLAIM"
  })
  void fromWhatAJobLeaves(Rescale.Cut cut, RecoveryClaimMode claim) throws Exception {
    List<Fault> faults = new ArrayList<>();
    for (int tasks : TASKS) {
      faults.add(new Rescale(cut, tasks, claim));
    }
    faults.add(new TaskFailure(Trap.Site.RECORD, 1));
    SCENARIOS.survives(
        Scenario.builder(410 + cut.ordinal())
            .parallelism(1)
            .changes(2000, 400)
            .shards(40, 2)
            .faults(faults)
            .build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void inPlaceWhileAsked(boolean unaligned) throws Exception {
    List<Fault> faults = new ArrayList<>();
    for (int tasks : TASKS) {
      faults.add(new RescaleInPlace(tasks));
    }
    faults.add(new TaskFailure(Trap.Site.RECORD, 1));
    SCENARIOS.survives(
        Scenario.builder(420)
            .adaptive(true)
            .unaligned(unaligned)
            .parallelism(1)
            .changes(2000, 400)
            .shards(40, 2)
            .faults(faults)
            .build());
  }

  @Test
  void withRecordsInFlight() throws Exception {
    SCENARIOS.survives(
        Scenario.builder(430)
            .unaligned(true)
            .parallelism(2)
            .faults(new RescaleInFlight(3), new RescaleInFlight(1), new RescaleInFlight(2))
            .build());
  }
}
