package io.flinkiscc.stream;

import io.flinkiscc.state.IndexAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which key groups the answers to one asking cover. An answer is complete when all are covered,
 * however many tasks it took.
 */
final class KeyGroupCoverage {

  private final int maxParallelism;
  private final boolean[] covered;

  /**
   * @param maxParallelism number of key groups
   */
  KeyGroupCoverage(int maxParallelism, List<IndexAnswer> answers) {
    this.maxParallelism = maxParallelism;
    this.covered = new boolean[maxParallelism];
    for (IndexAnswer answer : answers) {
      for (int g = answer.firstKeyGroup(); g <= answer.lastKeyGroup() && g < maxParallelism; g++) {
        covered[g] = true;
      }
    }
  }

  boolean complete() {
    return missing().isEmpty();
  }

  /** The ranges nobody answered for, ascending, each as first and last key group. */
  List<int[]> missing() {
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
   * The answers that are needed, oldest first: one whose key groups later ones cover is left out,
   * so that an asset is not counted twice after a rescale.
   */
  static List<IndexAnswer> withoutSuperseded(List<IndexAnswer> answers, int maxParallelism) {
    List<IndexAnswer> needed = new ArrayList<>();
    boolean[] covered = new boolean[maxParallelism];
    for (int i = answers.size() - 1; i >= 0; i--) {
      IndexAnswer answer = answers.get(i);
      boolean adds = false;
      for (int g = answer.firstKeyGroup(); g <= answer.lastKeyGroup() && g < maxParallelism; g++) {
        adds |= !covered[g];
        covered[g] = true;
      }
      if (adds) {
        needed.add(0, answer);
      }
    }
    return needed;
  }
}
