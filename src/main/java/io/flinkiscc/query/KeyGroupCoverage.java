package io.flinkiscc.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Which key groups the answers to one asking cover. An answer is complete when all are covered,
 * however many tasks it took.
 */
public final class KeyGroupCoverage {

  private final int maxParallelism;
  private final boolean[] covered;

  /**
   * Looks what answers cover.
   *
   * @param maxParallelism number of key groups
   */
  public KeyGroupCoverage(int maxParallelism, List<? extends KeyGroupPart> answers) {
    this.maxParallelism = maxParallelism;
    this.covered = new boolean[maxParallelism];
    for (KeyGroupPart answer : answers) {
      for (int g = answer.firstKeyGroup(); g <= answer.lastKeyGroup() && g < maxParallelism; g++) {
        covered[g] = true;
      }
    }
  }

  /** Whether all key groups are covered. */
  public boolean complete() {
    return missing().isEmpty();
  }

  /** The ranges nobody answered for, ascending, each as first and last key group. */
  public List<int[]> missing() {
    List<int[]> ranges = new ArrayList<>();
    for (int g = 0; g < maxParallelism; g++) {
      if (!covered[g]) {
        int first = g;
        while (g + 1 < maxParallelism && !covered[g + 1]) {
          g++;
        }
        ranges.add(new int[] {first, g});
      }
    }
    return ranges;
  }

  /**
   * Of all answers those that together cover most key groups, none of them twice; of two with the
   * same key groups the later one. Those of different parallelisms, as a rescale can leave them,
   * overlap: put together they would tell of the key groups they share as of two moments, and an
   * answer cannot be cut to what is left of it, because its best matches may be in what is not.
   *
   * @param answers the answers in the order they came
   * @return some of them, by ascending key groups
   */
  public static <T extends KeyGroupPart> List<T> disjoint(List<T> answers) {
    List<T> byEnd = new ArrayList<>(answers);
    byEnd.sort(Comparator.comparingInt(KeyGroupPart::lastKeyGroup));
    // The best that is possible up to the end of each answer: how much it covers, and by which.
    TreeMap<Integer, Best<T>> bestBefore = new TreeMap<>();
    bestBefore.put(0, new Best<>(0, null, null));
    for (T answer : byEnd) {
      int end = answer.lastKeyGroup() + 1;
      Best<T> before = bestBefore.floorEntry(answer.firstKeyGroup()).getValue();
      Best<T> with = new Best<>(before.covered + end - answer.firstKeyGroup(), answer, before);
      if (with.covered >= bestBefore.floorEntry(end).getValue().covered) {
        bestBefore.put(end, with);
      }
    }
    List<T> chosen = new ArrayList<>();
    for (Best<T> best = bestBefore.lastEntry().getValue();
        best.answer != null;
        best = best.before) {
      chosen.add(0, best.answer);
    }
    return chosen;
  }

  /** Answers, the last of them first, and how many key groups they cover. */
  private record Best<T>(int covered, T answer, Best<T> before) {}
}
