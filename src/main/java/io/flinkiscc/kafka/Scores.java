package io.flinkiscc.kafka;

import io.flinkiscc.iscc.UnitType;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** Checks that the parts of a match share. */
final class Scores {

  /** What rounding may add to a weighted mean of ones. */
  private static final double ROUNDING = 1e-9;

  private Scores() {}

  /** The score, where rounding above 1 is taken back. */
  static double checked(double score) {
    if (score >= 0 && score <= 1 + ROUNDING) {
      return Math.min(score, 1);
    }
    throw new IllegalArgumentException("score is " + score + "; allowed are 0..1");
  }

  static void checkBits(int hamming, int bits) {
    if (hamming < 0 || hamming > bits || bits > 256) {
      throw new IllegalArgumentException(
          hamming + " differing of " + bits + " bits; allowed are 0 <= differing <= bits <= 256");
    }
  }

  /** Unmodifiable copy in the order of {@link UnitType}. */
  static <T> Map<UnitType, T> byType(Map<UnitType, T> map) {
    EnumMap<UnitType, T> copy = new EnumMap<>(UnitType.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
