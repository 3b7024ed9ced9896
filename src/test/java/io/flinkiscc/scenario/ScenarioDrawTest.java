package io.flinkiscc.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScenarioDrawTest {

  private static final List<Scenario> DRAWN =
      LongStream.range(0, 1000).mapToObj(ScenarioDraw::draw).toList();

  @Test
  void aSeedAlwaysLeadsToTheSameScenario() {
    assertThat(LongStream.range(0, 1000).mapToObj(ScenarioDraw::draw).map(Scenario::toString))
        .containsExactlyElementsOf(DRAWN.stream().map(Scenario::toString).toList());
  }

  @Test
  void allKindsOfFaultsAreDrawn() {
    Set<String> kinds = new TreeSet<>();
    DRAWN.forEach(s -> s.faults.forEach(f -> kinds.add(f.getClass().getSimpleName())));
    assertThat(kinds)
        .containsExactlyInAnyOrder(
            "TaskFailure",
            "TaskManagerLoss",
            "JobManagerFailover",
            "StorageFailure",
            "StorageHang",
            "SlowStorage",
            "ReadFailure",
            "LocalDiskLoss",
            "Rescale",
            "RescaleInPlace");
  }

  @Test
  void manyChangeTheParallelismAndSomeInPlace() {
    assertThat(DRAWN.stream().filter(s -> s.changesParallelism(Fault.class)).count())
        .isGreaterThan(200);
    assertThat(DRAWN.stream().filter(s -> s.changesParallelism(RescaleInPlace.class)).count())
        .isGreaterThan(50);
  }

  @Test
  void everyWayToKeepStateIsDrawn() {
    assertThat(DRAWN).anyMatch(s -> s.backend == Scenario.Backend.ROCKSDB && s.changelog);
    assertThat(DRAWN).anyMatch(s -> s.unaligned && s.adaptive);
    assertThat(DRAWN).anyMatch(s -> s.concurrentCheckpoints > 1);
    assertThat(DRAWN).anyMatch(s -> s.fileMerging);
    assertThat(DRAWN).anyMatch(s -> s.localRecovery);
    assertThat(DRAWN).anyMatch(s -> s.diskMaxBytes < Long.MAX_VALUE);
    assertThat(DRAWN).anyMatch(s -> s.tolerableFailures == 0);
  }
}
