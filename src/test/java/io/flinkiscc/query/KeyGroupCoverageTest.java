package io.flinkiscc.query;

import static org.assertj.core.api.Assertions.assertThat;

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
    KeyGroupCoverage coverage = new KeyGroupCoverage(128, List.of(answer(0, 127)));
    assertThat(coverage.complete()).isTrue();
    assertThat(coverage.missing()).isEmpty();
  }

  @Test
  void noKeyGroupIsToldOfTwice() {
    Part old = answer(0, 63);
    Part again = answer(0, 63, 5);
    Part left = answer(0, 42);
    Part middle = answer(43, 85);
    Part right = answer(86, 127);
    Part late = answer(64, 127);
    assertThat(KeyGroupCoverage.disjoint(List.of())).isEmpty();
    assertThat(KeyGroupCoverage.disjoint(List.of(old, again))).containsExactly(again);
    assertThat(KeyGroupCoverage.disjoint(List.of(old, left, middle))).containsExactly(left, middle);
    assertThat(KeyGroupCoverage.disjoint(List.of(old, middle))).containsExactly(old);
    assertThat(KeyGroupCoverage.disjoint(List.of(old, late, middle))).containsExactly(old, late);
    assertThat(KeyGroupCoverage.disjoint(List.of(old, middle, right, left)))
        .containsExactly(left, middle, right);
  }

  @Test
  void coversAsMuchAsIsPossibleWithoutAnOverlap() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      int keyGroups = 1 + random.nextInt(40);
      List<Part> answers = new ArrayList<>();
      for (int i = random.nextInt(7); i > 0; i--) {
        int first = random.nextInt(keyGroups);
        answers.add(answer(first, first + random.nextInt(keyGroups - first)));
      }
      String description = "seed %d, round %d".formatted(seed, round);
      List<Part> chosen = KeyGroupCoverage.disjoint(answers);
      assertThat(answers).as(description).containsAll(chosen);
      BitSet covered = disjointUnion(chosen);
      assertThat(covered).as(description).isNotNull();
      assertThat(covered.cardinality()).as(description).isEqualTo(mostCovered(answers));
      KeyGroupCoverage coverage = new KeyGroupCoverage(keyGroups, chosen);
      assertThat(coverage.complete()).as(description).isEqualTo(covered.cardinality() == keyGroups);
      assertMissing(coverage.missing(), covered, keyGroups, description);
    }
  }

  /** Tries every subset. */
  private static int mostCovered(List<Part> answers) {
    int most = 0;
    for (int subset = 0; subset < 1 << answers.size(); subset++) {
      List<Part> some = new ArrayList<>();
      for (int i = 0; i < answers.size(); i++) {
        if ((subset >> i & 1) != 0) {
          some.add(answers.get(i));
        }
      }
      BitSet covered = disjointUnion(some);
      most = Math.max(most, covered == null ? 0 : covered.cardinality());
    }
    return most;
  }

  /** The key groups of all; null if one is in two of them. */
  private static BitSet disjointUnion(List<Part> answers) {
    BitSet covered = new BitSet();
    for (Part answer : answers) {
      BitSet own = new BitSet();
      own.set(answer.firstKeyGroup(), answer.lastKeyGroup() + 1);
      if (own.intersects(covered)) {
        return null;
      }
      covered.or(own);
    }
    return covered;
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

  private record Part(int firstKeyGroup, int lastKeyGroup, long time) implements KeyGroupPart {}

  private static Part answer(int first, int last) {
    return answer(first, last, 0);
  }

  private static Part answer(int first, int last, long time) {
    return new Part(first, last, time);
  }
}
