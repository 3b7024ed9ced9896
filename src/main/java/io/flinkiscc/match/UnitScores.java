package io.flinkiscc.match;

import io.flinkiscc.iscc.MainType;
import java.util.Arrays;

/** The best unit score per main type of one comparison. Mutable and reusable, for one thread. */
final class UnitScores {

  private static final double NONE = -1;

  private final double[] best = new double[MainType.values().length];

  UnitScores() {
    clear();
  }

  void clear() {
    Arrays.fill(best, NONE);
  }

  /** Takes the score (0..1) of a unit that was compared. */
  void add(MainType type, double score) {
    best[type.ordinal()] = Math.max(best[type.ordinal()], score);
  }

  /** Whether the type was compared and reached the floor. */
  boolean reaches(MainType type, double floor) {
    return best[type.ordinal()] >= floor;
  }

  /** Whether the type was compared, but stayed below the floor. */
  boolean staysBelow(MainType type, double floor) {
    return best[type.ordinal()] != NONE && best[type.ordinal()] < floor;
  }

  /** Number of main types that reached a floor above 0. */
  int countReaching(double floor) {
    int n = 0;
    for (double score : best) {
      n += score >= floor ? 1 : 0;
    }
    return n;
  }
}
