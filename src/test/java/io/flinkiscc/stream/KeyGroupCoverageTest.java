package io.flinkiscc.stream;

import static io.flinkiscc.stream.Samples.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.state.IndexAnswer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyGroupCoverageTest {

  @Test
  void withoutAnswersAllIsMissing() {
    KeyGroupCoverage coverage = new KeyGroupCoverage(128, List.of());
    assertThat(coverage.complete()).isFalse();
    assertThat(coverage.missing()).containsExactly(new int[] {0, 127});
  }

  @Test
  void oneAnswerMayCoverAll() {
    KeyGroupCoverage coverage = new KeyGroupCoverage(128, List.of(answer(1, 0, 127)));
    assertThat(coverage.complete()).isTrue();
    assertThat(coverage.missing()).isEmpty();
  }

  @Test
  void whatLaterAnswersCoverIsSuperseded() {
    IndexAnswer old = answer(1, 0, 63);
    IndexAnswer again = answer(1, 0, 63, 5);
    IndexAnswer left = answer(1, 0, 42);
    IndexAnswer middle = answer(1, 43, 85);
    assertThat(KeyGroupCoverage.withoutSuperseded(List.of(old, again), 128)).containsExactly(again);
    assertThat(KeyGroupCoverage.withoutSuperseded(List.of(old, left, middle), 128))
        .containsExactly(left, middle);
    assertThat(KeyGroupCoverage.withoutSuperseded(List.of(old, middle), 128))
        .containsExactly(old, middle);
    assertThat(KeyGroupCoverage.withoutSuperseded(List.of(left, middle, old), 128))
        .containsExactly(middle, old);
  }

  @Test
  void agreesWithASetOfKeyGroups() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      int keyGroups = 1 + random.nextInt(40);
      List<IndexAnswer> answers = new ArrayList<>();
      BitSet covered = new BitSet();
      for (int i = random.nextInt(6); i > 0; i--) {
        int first = random.nextInt(keyGroups);
        int last = first + random.nextInt(keyGroups - first);
        answers.add(answer(1, first, last));
        covered.set(first, last + 1);
      }
      String description = "seed %d, round %d".formatted(seed, round);
      KeyGroupCoverage coverage = new KeyGroupCoverage(keyGroups, answers);
      assertThat(coverage.complete()).as(description).isEqualTo(covered.cardinality() == keyGroups);
      assertMissing(coverage.missing(), covered, keyGroups, description);

      List<IndexAnswer> needed = KeyGroupCoverage.withoutSuperseded(answers, keyGroups);
      assertThat(answers).as(description).containsSubsequence(needed);
      assertMissing(
          new KeyGroupCoverage(keyGroups, needed).missing(), covered, keyGroups, description);
    }
  }

  private static void assertMissing(
      List<int[]> missing, BitSet covered, int keyGroups, String description) {
    BitSet all = (BitSet) covered.clone();
    int before = -2;
    for (int[] range : missing) {
      assertThat(range[0]).as(description).isGreaterThan(before + 1);
      assertThat(range[1]).as(description).isGreaterThanOrEqualTo(range[0]);
      assertThat(all.get(range[0], range[1] + 1).isEmpty()).as(description).isTrue();
      all.set(range[0], range[1] + 1);
      before = range[1];
    }
    assertThat(all.cardinality()).as(description).isEqualTo(keyGroups);
  }
}
