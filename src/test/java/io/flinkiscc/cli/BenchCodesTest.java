package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BenchCodesTest {

  private static int nearest(Code query, Code[] codes) {
    return Arrays.stream(codes).mapToInt(query::hamming).min().orElseThrow();
  }

  @Test
  void clustersHaveNearNeighboursAndUniformCodesHaveNone() {
    BenchCodes clusters = BenchCodes.clusters(new SplittableRandom(1), 2000, 50);
    assertThat(clusters.stored()).hasSize(2000);
    assertThat(clusters.queries())
        .hasSize(50)
        .allSatisfy(q -> assertThat(nearest(q, clusters.stored())).isLessThanOrEqualTo(40));
    BenchCodes uniform = BenchCodes.uniform(new SplittableRandom(1), 2000, 50);
    assertThat(uniform.queries())
        .allSatisfy(q -> assertThat(nearest(q, uniform.stored())).isBetween(70, 128));
  }

  @Test
  void oneSeedGivesOneSetOfData() {
    BenchCodes first = BenchCodes.clusters(new SplittableRandom(5), 100, 10);
    BenchCodes second = BenchCodes.clusters(new SplittableRandom(5), 100, 10);
    assertThat(first.stored()).isEqualTo(second.stored());
    assertThat(first.queries()).isEqualTo(second.queries());
  }

  @Test
  void heldOutRecordsAreNotStoredAndFlippedOnesAreNear() {
    Code[] records = BenchCodes.uniform(new SplittableRandom(2), 100, 0).stored();
    BenchCodes heldOut =
        BenchCodes.ofRecords(new SplittableRandom(3), records.clone(), 70, 30, true);
    Set<Code> all = new HashSet<>(Arrays.asList(heldOut.stored()));
    assertThat(all).hasSize(70).doesNotContain(heldOut.queries());
    all.addAll(Arrays.asList(heldOut.queries()));
    assertThat(all).containsExactlyInAnyOrder(records);
    BenchCodes flipped =
        BenchCodes.ofRecords(new SplittableRandom(3), records.clone(), 100, 30, false);
    assertThat(flipped.queries())
        .allSatisfy(q -> assertThat(nearest(q, flipped.stored())).isLessThanOrEqualTo(12));
  }
}
