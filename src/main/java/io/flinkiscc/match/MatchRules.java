package io.flinkiscc.match;

import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.nphd.Radius;
import java.io.Serializable;
import java.util.Collections;
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
   * @param ownThreshold the minimal unit score, 0..1, a query asks for instead of the rules' own
   * @throws IllegalArgumentException if it is not within 0..1
   */
  public Radius radius(UnitType type, OptionalDouble ownThreshold) {
    boolean byRules = ownThreshold.isEmpty() || type.mainType() == MainType.INSTANCE;
    return byRules ? radii.get(type) : Radius.score(ownThreshold.getAsDouble());
  }

  /** The thresholds of the unit types of a query, INSTANCE included. */
  Map<UnitType, Radius> radii(MatchQuery query) {
    EnumMap<UnitType, Radius> all = new EnumMap<>(UnitType.class);
    OptionalDouble own = query.threshold();
    // Made once for all types: it takes a table of all lengths.
    Radius asked = own.isPresent() ? Radius.score(own.getAsDouble()) : null;
    for (UnitType type : query.units().keySet()) {
      boolean byRules = asked == null || type.mainType() == MainType.INSTANCE;
      all.put(type, byRules ? radii.get(type) : asked);
    }
    return all;
  }

  /**
   * Best match first: by relation in {@link Scoring#TIERED}, then by score rounded to 1e-9 (so that
   * the last bits of a sum decide nothing), then in {@link Scoring#TIERED} by the nearest unit
   * (caps make many scores equal that were not), then by smaller unsigned key. A total order.
   */
  public Comparator<AssetMatch> bestFirst() {
    return scoring == Scoring.TIERED ? MatchRules::compareTiered : MatchRules::compareCompatible;
  }

  /** Whether a match can only come after the other one, whatever else is known of it. */
  boolean isWorse(Relation relation, double score, AssetMatch other) {
    int byRelation = scoring == Scoring.TIERED ? relation.compareTo(other.relation()) : 0;
    return byRelation > 0 || (byRelation == 0 && rounded(score) < rounded(other.score()));
  }

  private static int compareTiered(AssetMatch a, AssetMatch b) {
    int order = a.relation().compareTo(b.relation());
    if (order == 0) {
      order = Long.compare(rounded(b.score()), rounded(a.score()));
    }
    if (order == 0) {
      order = nearest(a).compareTo(nearest(b));
    }
    return order == 0 ? Long.compareUnsigned(a.key(), b.key()) : order;
  }

  private static int compareCompatible(AssetMatch a, AssetMatch b) {
    int order = Long.compare(rounded(b.score()), rounded(a.score()));
    return order == 0 ? Long.compareUnsigned(a.key(), b.key()) : order;
  }

  private static Distance nearest(AssetMatch match) {
    return Collections.min(match.distances().values());
  }

  private static long rounded(double score) {
    return Math.round(score * SCORE_UNITS);
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
    private String fault;

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

    /**
     * Sets the distance up to which units of the type count; of several settings the last one
     * holds. INSTANCE units have no other than {@link Radius#exact}.
     */
    public Builder radius(UnitType type, Radius radius) {
      Objects.requireNonNull(radius, "radius");
      if (type.mainType() == MainType.INSTANCE && !radius.equals(Radius.exact())) {
        blame(
            "radius of "
                + type
                + " is "
                + radius
                + ", allowed is Radius.exact() only: these units are digests");
      }
      radii.put(type, radius);
      return this;
    }

    /** Sets one minimal unit score, 0..1, for all types but INSTANCE. */
    public Builder minimalUnitScore(double score) {
      if (!(score >= 0 && score <= 1)) {
        blame("minimalUnitScore is " + score + ", allowed are numbers from 0 to 1");
        return this;
      }
      Radius radius = Radius.score(score);
      radii.replaceAll((type, old) -> type.mainType() == MainType.INSTANCE ? old : radius);
      return this;
    }

    private void blame(String message) {
      if (fault == null) {
        fault = message;
      }
    }

    /**
     * Makes the rules.
     *
     * @throws IllegalArgumentException if an option is out of range; the message names it
     */
    public MatchRules build() {
      if (fault != null) {
        throw new IllegalArgumentException(fault);
      }
      return new MatchRules(scoring, radii);
    }
  }
}
