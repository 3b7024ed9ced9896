package io.flinkiscc.serve;

import io.flinkiscc.query.KeyGroupCoverage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Picks whom to ask among the entries of a registry, old ones of dead tasks included.
 *
 * <p>Tasks that run together are of one job and one parallelism: a <em>generation</em>. Only those
 * of one generation are asked together, because what an older one holds is of another moment. Of a
 * generation, each subtask counts once: that of the highest attempt, then of the latest epoch. (An
 * attempt says nothing about other subtasks: Flink counts each on its own, and those that a rescale
 * adds begin with 0.) Of all generations the one that covers most key groups is asked, so that an
 * index that is being started does not take over from a running one before it can answer; of two
 * that cover as many, the one with the latest epoch.
 */
final class EndpointChoice {

  private static final Comparator<Endpoint> OLDER_FIRST =
      Comparator.comparingInt((Endpoint e) -> e.task().attempt())
          .thenComparingLong(Endpoint::epochMillis)
          .thenComparing(Endpoint::instance);

  private static final Comparator<Generation> WORSE_FIRST =
      Comparator.comparingDouble(Generation::healthy)
          .thenComparingDouble(Generation::covered)
          .thenComparingLong(Generation::epoch)
          .thenComparing(Generation::jobId)
          .thenComparingInt(Generation::parallelism);

  private EndpointChoice() {}

  /**
   * The entries to ask: disjoint, of one generation, by ascending key groups.
   *
   * @param known all entries of the index
   * @param healthy what is not known to be unreachable; others are asked too, but do not speak for
   *     their generation
   * @param nowMillis what has expired by then is left out
   * @return none if there is none
   */
  static List<Endpoint> of(
      Collection<Endpoint> known, Predicate<Endpoint> healthy, long nowMillis) {
    Map<List<Object>, Map<Integer, Endpoint>> generations = new HashMap<>();
    for (Endpoint entry : known) {
      if (entry.expiresAtMillis() >= nowMillis) {
        generations
            .computeIfAbsent(generation(entry), g -> new HashMap<>())
            .merge(entry.task().subtask(), entry, EndpointChoice::fresher);
      }
    }
    return generations.values().stream()
        .map(bySubtask -> Generation.of(bySubtask.values(), healthy))
        .max(WORSE_FIRST)
        .map(Generation::disjoint)
        .orElse(List.of());
  }

  private static List<Object> generation(Endpoint entry) {
    return List.of(entry.task().jobId(), entry.task().parallelism(), entry.task().maxParallelism());
  }

  private static Endpoint fresher(Endpoint a, Endpoint b) {
    return OLDER_FIRST.compare(a, b) >= 0 ? a : b;
  }

  /** The freshest task of each subtask that do not overlap. */
  private record Generation(List<Endpoint> disjoint, double healthy, double covered, long epoch) {

    static Generation of(Collection<Endpoint> freshest, Predicate<Endpoint> healthy) {
      List<Endpoint> olderFirst = new ArrayList<>(freshest);
      olderFirst.sort(OLDER_FIRST);
      List<Endpoint> disjoint = KeyGroupCoverage.disjoint(olderFirst);
      return new Generation(
          List.copyOf(disjoint),
          share(disjoint, healthy),
          share(disjoint, e -> true),
          disjoint.stream().mapToLong(Endpoint::epochMillis).max().orElse(0));
    }

    /** The part of all key groups that some of them hold. */
    private static double share(List<Endpoint> of, Predicate<Endpoint> some) {
      int keyGroups = of.stream().filter(some).mapToInt(Endpoint::keyGroups).sum();
      return (double) keyGroups / of.get(0).task().maxParallelism();
    }

    String jobId() {
      return disjoint.get(0).task().jobId();
    }

    int parallelism() {
      return disjoint.get(0).task().parallelism();
    }
  }
}
