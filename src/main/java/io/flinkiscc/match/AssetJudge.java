package io.flinkiscc.match;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.nphd.Radius;
import java.util.EnumMap;
import java.util.Map;

/**
 * Judges assets by the rules for one query: compares the units both have, and finds score and
 * relation. A query meets thousands of candidates of which few stay, so everything it needs is
 * looked up once, a candidate allocates nothing, and only what stays becomes an {@link AssetMatch}.
 * For one thread.
 */
final class AssetJudge {

  private static final byte[] NO_METADATA = {};

  private final Scoring scoring;
  private final UnitType[] types;
  private final Code[] asked;
  private final Radius[] radii;

  private final int[] hamming;

  /** Common length by type; 0 = not compared. */
  private final int[] bits;

  private final boolean[] counted;
  private final UnitScores scores = new UnitScores();
  private double score;
  private Relation relation;

  /**
   * Starts judging.
   *
   * @param radii the threshold of every unit type of the query, see {@link MatchRules#radii}
   */
  AssetJudge(Scoring scoring, Map<UnitType, Code> units, Map<UnitType, Radius> radii) {
    this.scoring = scoring;
    this.types = units.keySet().toArray(new UnitType[0]);
    this.asked = units.values().toArray(new Code[0]);
    this.radii = units.keySet().stream().map(radii::get).toArray(Radius[]::new);
    this.hamming = new int[types.length];
    this.bits = new int[types.length];
    this.counted = new boolean[types.length];
  }

  /**
   * Judges an asset by its units.
   *
   * @return whether at least one unit is within its threshold, which makes the asset a match
   */
  boolean matches(Map<UnitType, Code> stored) {
    scores.clear();
    boolean any = false;
    for (int i = 0; i < types.length; i++) {
      compare(i, stored.get(types[i]));
      any |= counted[i];
    }
    if (any) {
      relation = Relation.of(scores);
      score = scoring == Scoring.TIERED ? Math.min(sum(), relation.cap()) : sum();
    }
    return any;
  }

  private void compare(int i, Code stored) {
    bits[i] = 0;
    counted[i] = false;
    if (stored == null) {
      return;
    }
    hamming[i] = asked[i].hamming(stored);
    boolean instance = types[i].mainType() == MainType.INSTANCE;
    if (instance && hamming[i] > 0) {
      // Digests: how many bits differ means nothing, so they were not compared.
      return;
    }
    bits[i] = Math.min(asked[i].bits(), stored.bits());
    counted[i] = radii[i].accepts(hamming[i], bits[i]);
    scores.add(types[i].mainType(), unitScore(i));
  }

  private double unitScore(int i) {
    return 1.0 - (double) hamming[i] / bits[i];
  }

  /** sum(s^4)/sum(s) over the counted units in the order of their types, 0 if all scores are 0. */
  private double sum() {
    double sum = 0;
    double sumOfFourth = 0;
    for (int i = 0; i < types.length; i++) {
      if (counted[i]) {
        double s = unitScore(i);
        sum += s;
        sumOfFourth += s * s * s * s;
      }
    }
    return sum == 0 ? 0 : sumOfFourth / sum;
  }

  /** Score of the asset judged last, if it matches. */
  double score() {
    return score;
  }

  /** Relation of the asset judged last, if it matches. */
  Relation relation() {
    return relation;
  }

  /** The asset judged last as a match without metadata. */
  AssetMatch match(long key) {
    EnumMap<UnitType, Distance> distances = new EnumMap<>(UnitType.class);
    for (int i = 0; i < types.length; i++) {
      if (scoring == Scoring.COMPATIBLE ? counted[i] : bits[i] > 0) {
        distances.put(types[i], new Distance(hamming[i], bits[i]));
      }
    }
    return new AssetMatch(key, score, relation, distances, NO_METADATA);
  }
}
