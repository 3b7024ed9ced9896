package io.flinkiscc.scenario;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints fail, hang, are slow or overlap: those that are complete restore the index. */
class CheckpointFailureITCase {

  private static final Fault TASK_FAILURE = new TaskFailure(Trap.Site.RECORD, 1);

  @RegisterExtension static final Scenarios SCENARIOS = new Scenarios();

  @ParameterizedTest
  @EnumSource(StorageFaults.Step.class)
  void theStorageIsFull(StorageFaults.Step at) throws Exception {
    SCENARIOS.survives(
        Scenario.builder(110 + at.ordinal())
            .faults(
                new StorageFailure(1, at), TASK_FAILURE, new StorageFailure(7, at), TASK_FAILURE)
            .build());
  }

  @Test
  void noFailureIsTolerated() throws Exception {
    SCENARIOS.survives(
        Scenario.builder(120)
            .tolerableFailures(0)
            .faults(
                new StorageFailure(1, StorageFaults.Step.WRITE),
                new StorageFailure(3, StorageFaults.Step.CLOSE))
            .build());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCheckpointHangsAndExpires(boolean unaligned) throws Exception {
    SCENARIOS.survives(
        Scenario.builder(130)
            .unaligned(unaligned)
            .checkpoints(Duration.ofMillis(50), Duration.ofSeconds(2))
            .faults(new StorageHang(), TASK_FAILURE)
            .build());
  }

  @Test
  void checkpointsOverlap() throws Exception {
    SCENARIOS.survives(
        Scenario.builder(140)
            .concurrentCheckpoints(2)
            .checkpoints(Duration.ofMillis(30), Duration.ofMinutes(2))
            .faults(
                new SlowStorage(3),
                TASK_FAILURE,
                new StorageFailure(2, StorageFaults.Step.WRITE),
                new SlowStorage(2),
                new TaskManagerLoss())
            .build());
  }
}
