package io.flinkiscc.scenario;

import io.flinkiscc.scenario.Scenario.Backend;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The index beside operators with every state backend, and with files of checkpoints merged. */
class BackendsITCase {

  @RegisterExtension static final Scenarios SCENARIOS = new Scenarios();

  @ParameterizedTest
  @CsvSource({
    "HASHMAP, false, false",
    "HASHMAP, true, true",
    "ROCKSDB, false, false",
    "ROCKSDB, true, false",
    "ROCKSDB, true, true"
  })
  void theStateBackendDoesNotMatter(Backend backend, boolean incremental, boolean changelog)
      throws Exception {
    SCENARIOS.survives(
        Scenario.builder(310)
            .backend(backend, incremental)
            .changelog(changelog)
            .faults(
                new TaskFailure(Trap.Site.RECORD, 1),
                new Rescale(Rescale.Cut.CANONICAL_SAVEPOINT, 3, RecoveryClaimMode.CLAIM),
                new TaskManagerLoss())
            .build());
  }

  @Test
  void filesOfCheckpointsAreMerged() throws Exception {
    SCENARIOS.survives(
        Scenario.builder(320)
            .fileMerging(true)
            .backend(Backend.ROCKSDB, true)
            .faults(
                new TaskFailure(Trap.Site.RECORD, 1),
                new Rescale(Rescale.Cut.CHECKPOINT, 3, RecoveryClaimMode.CLAIM),
                new StorageFailure(2, StorageFaults.Step.WRITE),
                new Rescale(Rescale.Cut.CHECKPOINT, 1, RecoveryClaimMode.CLAIM),
                new TaskManagerLoss())
            .build());
  }
}
