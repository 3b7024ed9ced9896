package io.flinkiscc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EndpointChoiceTest {

  private static final String A = "a".repeat(32);
  private static final String B = "b".repeat(32);

  private static List<Endpoint> choose(List<Endpoint> known) {
    return EndpointChoice.of(known, e -> true, 0);
  }

  @Test
  void nobodyIsChosenOfNobody() {
    assertThat(choose(List.of())).isEmpty();
  }

  @Test
  void whatExpiredIsLeftOut() {
    Endpoint entry = Endpoints.entry(A, 0, 1, 0, 10).expiringAt(1000);
    assertThat(EndpointChoice.of(List.of(entry), e -> true, 1000)).containsExactly(entry);
    assertThat(EndpointChoice.of(List.of(entry), e -> true, 1001)).isEmpty();
  }

  @Test
  void aLaterAttemptWinsWhateverTheClocksSay() {
    Endpoint old = Endpoints.entry(A, 0, 2, 3, 9000);
    Endpoint fresh = Endpoints.entry(A, 0, 2, 4, 100);
    Endpoint other = Endpoints.entry(A, 1, 2, 0, 50);
    assertThat(choose(List.of(old, other, fresh))).containsExactly(fresh, other);
  }

  @Test
  void aRescaleInPlaceTakesOverWhenItCanAnswer() {
    // The subtasks that a rescale adds begin with attempt 0, those that stay count on.
    Endpoint whole = Endpoints.entry(A, 0, 1, 5, 100);
    Endpoint left = Endpoints.entry(A, 0, 2, 6, 200);
    Endpoint right = Endpoints.entry(A, 1, 2, 0, 201);
    assertThat(choose(List.of(whole))).containsExactly(whole);
    assertThat(choose(List.of(whole, left))).containsExactly(whole);
    assertThat(choose(List.of(whole, right, left))).containsExactly(left, right);
    assertThat(choose(List.of(right))).containsExactly(right);
  }

  @Test
  void aJobThatStartsFromASavepointTakesOverWhenItCanAnswer() {
    Endpoint left = Endpoints.entry(A, 0, 2, 7, 100);
    Endpoint right = Endpoints.entry(A, 1, 2, 7, 100);
    Endpoint next = Endpoints.entry(B, 0, 1, 0, 300);
    assertThat(choose(List.of(left, right, next))).containsExactly(next);
    Endpoint half = Endpoints.entry(B, 0, 2, 0, 300);
    assertThat(choose(List.of(left, half, right))).containsExactly(left, right);
    assertThat(choose(List.of(left, half))).containsExactly(half);
  }

  @Test
  void theUnreachableDoNotSpeakForTheirGeneration() {
    Endpoint left = Endpoints.entry(A, 0, 2, 7, 100);
    Endpoint right = Endpoints.entry(A, 1, 2, 7, 100);
    Endpoint half = Endpoints.entry(B, 0, 2, 0, 300);
    List<Endpoint> all = List.of(left, half, right);
    assertThat(EndpointChoice.of(all, e -> e.task().jobId().equals(B), 0)).containsExactly(half);
    assertThat(EndpointChoice.of(all, e -> e != right, 0))
        .as("as much is healthy, more is there")
        .containsExactly(left, right);
    assertThat(EndpointChoice.of(all, e -> false, 0)).containsExactly(left, right);
  }

  @Test
  void agreesWithAllThatIsPossible() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 3000; round++) {
      List<Endpoint> known = new ArrayList<>();
      for (int i = random.nextInt(9); i > 0; i--) {
        int parallelism = 1 + random.nextInt(4);
        known.add(
            Endpoints.entry(
                    random.nextBoolean() ? A : B,
                    random.nextInt(parallelism),
                    parallelism,
                    random.nextInt(3),
                    random.nextInt(6))
                .expiringAt(random.nextInt(8) == 0 ? 0 : 10));
      }
      Set<Endpoint> sick =
          known.stream().filter(e -> random.nextInt(5) == 0).collect(Collectors.toSet());
      Collections.shuffle(known, random);
      List<Endpoint> chosen = EndpointChoice.of(known, e -> !sick.contains(e), 5);
      String description = "seed %d, round %d, known %s".formatted(seed, round, known);
      assertThat(known).as(description).containsAll(chosen);
      List<Endpoint> best = best(known, sick);
      assertThat(score(chosen, sick)).as(description).isEqualByComparingTo(score(best, sick));
      assertThat(allowed(chosen, known)).as(description).isTrue();
    }
  }

  /** The best of all subsets of the entries that may be asked together. */
  private static List<Endpoint> best(List<Endpoint> known, Set<Endpoint> sick) {
    List<List<Endpoint>> subsets = new ArrayList<>();
    for (int bits = 0; bits < 1 << known.size(); bits++) {
      List<Endpoint> subset = new ArrayList<>();
      for (int i = 0; i < known.size(); i++) {
        if ((bits >> i & 1) == 1) {
          subset.add(known.get(i));
        }
      }
      if (allowed(subset, known)) {
        subsets.add(subset);
      }
    }
    return Collections.max(subsets, Comparator.comparing(s -> score(s, sick)));
  }

  /** Healthy key groups, then key groups, then the latest epoch, as one number. */
  private static Long score(List<Endpoint> subset, Set<Endpoint> sick) {
    long healthy =
        subset.stream().filter(e -> !sick.contains(e)).mapToInt(Endpoint::keyGroups).sum();
    long covered = subset.stream().mapToInt(Endpoint::keyGroups).sum();
    long epoch = subset.stream().mapToLong(Endpoint::epochMillis).max().orElse(0);
    return (healthy * 1000 + covered) * 1000 + epoch;
  }

  /** Of one job and parallelism, live, disjoint, and nothing that has a successor. */
  private static boolean allowed(List<Endpoint> subset, List<Endpoint> known) {
    boolean[] taken = new boolean[Endpoints.KEY_GROUPS];
    for (Endpoint e : subset) {
      if (e.expiresAtMillis() < 5
          || !e.task().jobId().equals(subset.get(0).task().jobId())
          || e.task().parallelism() != subset.get(0).task().parallelism()) {
        return false;
      }
      for (int g = e.firstKeyGroup(); g <= e.lastKeyGroup(); g++) {
        if (taken[g]) {
          return false;
        }
        taken[g] = true;
      }
      if (known.stream().anyMatch(other -> supersedes(other, e))) {
        return false;
      }
    }
    return true;
  }

  private static boolean supersedes(Endpoint other, Endpoint e) {
    return other.expiresAtMillis() >= 5
        && other.task().jobId().equals(e.task().jobId())
        && other.task().parallelism() == e.task().parallelism()
        && other.task().subtask() == e.task().subtask()
        && (other.task().attempt() > e.task().attempt()
            || (other.task().attempt() == e.task().attempt()
                && other.epochMillis() > e.epochMillis()));
  }
}
