package io.flinkiscc.match;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.nphd.Radius;
import java.io.Serializable;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The rules by which unit distances become ranked asset matches. Immutable; serializable as a part
 * of a job's configuration.
 *
 * <p>An asset matches if at least one of its units is within the threshold of its type. Its score
 * is the confidence-weighted mean of the unit scores within their thresholds, sum(s^4)/sum(s) with
 * s = 1 - NPHD (the formula of iscc-search), summed in the order of {@link UnitType}.
 */
public final class MatchRules implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Unit score below which iscc-search drops a unit. */
  public static final double COMPATIBLE_THRESHOLD = .75;

  private static final double SCORE_UNITS = 1e9;

  private final Scoring scoring;
  private final EnumMap<UnitType, Radius> radii;

  private MatchRules(Scoring scoring, EnumMap<UnitType, Radius> radii) {
    this.scoring = scoring;
    this.radii = new EnumMap<>(radii);
  }

  /** The rules of iscc-search: every unit score counts from .75 on. */
  public static MatchRules compatible() {
    return builder().scoring(Scoring.COMPATIBLE).minimalUnitScore(COMPATIBLE_THRESHOLD).build();
  }

  /** The default rules, see {@link Builder}. */
  public static MatchRules tiered() {
    return builder().build();
  }

  /** Starts from the default rules. */
  public static Builder builder() {
    return new Builder();
  }

  /** How matches are scored and ordered. */
  public Scoring scoring() {
    return scoring;
  }

  /**
   * The distance up to which a unit of this type counts; INSTANCE units count when one begins with
   * the other, whatever is asked for.
   *
   * @param ownThreshold the minimal unit score a query asks for instead of the rules' own
   */
  public Radius radius(UnitType type, OptionalDouble ownThreshold) {
    if (type.mainType() == MainType.INSTANCE) {
      return Radius.exact();
    }
    return ownThreshold.isPresent() ? Radius.score(ownThreshold.getAsDouble()) : radii.get(type);
  }

  /**
   * Judges an asset by what of it was compared.
   *
   * @return the match without metadata, or null if no unit is within its threshold
   */
  AssetMatch judge(long key, Map<UnitType, Distance> compared, OptionalDouble ownThreshold) {
    EnumMap<UnitType, Distance> counted = new EnumMap<>(UnitType.class);
    compared.forEach(
        (type, distance) -> {
          if (radius(type, ownThreshold).accepts(distance.hamming(), distance.bits())) {
            counted.put(type, distance);
          }
        });
    if (counted.isEmpty()) {
      return null;
    }
    Relation relation = Relation.of(bestScores(compared));
    if (scoring == Scoring.COMPATIBLE) {
      return new AssetMatch(key, score(counted), relation, counted, new byte[0]);
    }
    double score = Math.min(score(counted), relation.cap());
    return new AssetMatch(key, score, relation, compared, new byte[0]);
  }

  /** sum(s^4)/sum(s) over the distances, 0 if all unit scores are 0. */
  static double score(Map<UnitType, Distance> counted) {
    double sum = 0;
    double sumOfFourth = 0;
    for (Distance distance : counted.values()) {
      double s = distance.score();
      sum += s;
      sumOfFourth += s * s * s * s;
    }
    return sum == 0 ? 0 : sumOfFourth / sum;
  }

  private static Map<MainType, Double> bestScores(Map<UnitType, Distance> compared) {
    EnumMap<MainType, Double> best = new EnumMap<>(MainType.class);
    compared.forEach((type, d) -> best.merge(type.mainType(), d.score(), Math::max));
    return best;
  }

  /**
   * Best match first: by relation in {@link Scoring#TIERED}, then by score rounded to 1e-9 (so that
   * the last bits of a sum decide nothing), then by smaller unsigned key. A total order.
   */
  public Comparator<AssetMatch> bestFirst() {
    Comparator<AssetMatch> byScore =
        Comparator.comparingLong((AssetMatch m) -> Math.round(m.score() * SCORE_UNITS))
            .reversed()
            .thenComparing(AssetMatch::key, Long::compareUnsigned);
    return scoring == Scoring.TIERED
        ? Comparator.comparing(AssetMatch::relation).thenComparing(byScore)
        : byScore;
  }

  /**
   * Options of the rules. The default thresholds come from measured distances between unrelated
   * contents: chance brings 64-bit codes nearer than longer ones, so a short common length asks for
   * more; IMAGE codes carry far fewer independent bits than they are long, and AUDIO codes fewer
   * still.
   */
  public static final class Builder {
    private Scoring scoring = Scoring.TIERED;
    private final EnumMap<UnitType, Radius> radii = new EnumMap<>(UnitType.class);

    private Builder() {
      for (UnitType type : UnitType.values()) {
        radii.put(type, UnitThresholds.defaultRadius(type));
      }
    }

    /** Sets how matches are scored and ordered; default {@link Scoring#TIERED}. */
    public Builder scoring(Scoring scoring) {
      this.scoring = Objects.requireNonNull(scoring, "scoring");
      return this;
    }

    /** Sets the distance up to which units of the type count. */
    public Builder radius(UnitType type, Radius radius) {
      radii.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(radius, "radius"));
      return this;
    }

    /**
     * Sets one minimal unit score for all types.
     *
     * @throws IllegalArgumentException if it is not within 0..1
     */
    public Builder minimalUnitScore(double score) {
      if (!(score >= 0 && score <= 1)) {
        throw new IllegalArgumentException(
            "minimalUnitScore is " + score + ", allowed are numbers from 0 to 1");
      }
      Radius radius = Radius.score(score);
      radii.replaceAll((type, old) -> radius);
      return this;
    }

    /** Makes the rules. */
    public MatchRules build() {
      return new MatchRules(scoring, radii);
    }
  }
}
