package io.flinkiscc.match;

import io.flinkiscc.iscc.MainType;

/**
 * What kind of relationship the unit scores of a match speak for, strongest first; the order is the
 * order of ranking, and the ordinal goes into the binary form of answers.
 *
 * <p>The tiers, their floors and caps follow the tiered ranking of ISCC hubs: a score of .85 is
 * high, .70 is soft and .60 is the lowest that stands out from chance. A unit is any main type; of
 * several units of one main type the best counts.
 */
public enum Relation {
  /** The INSTANCE units agree: the same bytes. */
  EXACT("exact", 1),
  /** High DATA, or high CONTENT with a second unit at the soft floor. */
  NEAR_DUPLICATE("near-duplicate", 1),
  /** High SEMANTIC. */
  SIMILAR("similar", 1),
  /** One unit at the soft floor and a second one above chance. */
  CORROBORATED("corroborated", 1),
  /** High META and nothing else above chance: the title agrees, which says little of the rest. */
  TITLE_MATCH("title-match", Relation.SOFT),
  /** A single unit that is not a high META, or scores below the soft floor. */
  WEAK("weak", Relation.SOFT * .9),
  /** The INSTANCE units agree but DATA or CONTENT contradict them: a record is wrong. */
  INCOHERENT("incoherent", 0);

  private static final double HIGH = .85;
  private static final double SOFT = .70;
  private static final double CHANCE = .60;

  private final String label;
  private final double cap;

  Relation(String label, double cap) {
    this.label = label;
    this.cap = cap;
  }

  /** Name in records, e.g. {@code near-duplicate}. */
  public String label() {
    return label;
  }

  /** The highest asset score this kind of evidence can reach in {@link Scoring#TIERED}, 0..1. */
  public double cap() {
    return cap;
  }

  /** Finds the relation that the scores of what was compared speak for. */
  static Relation of(UnitScores scores) {
    if (scores.reaches(MainType.INSTANCE, HIGH)) {
      return scores.staysBelow(MainType.DATA, SOFT) || scores.staysBelow(MainType.CONTENT, SOFT)
          ? INCOHERENT
          : EXACT;
    }
    int soft = scores.countReaching(SOFT);
    if (scores.reaches(MainType.DATA, HIGH)
        || (scores.reaches(MainType.CONTENT, HIGH) && soft >= 2)) {
      return NEAR_DUPLICATE;
    }
    if (scores.reaches(MainType.SEMANTIC, HIGH)) {
      return SIMILAR;
    }
    int aboveChance = scores.countReaching(CHANCE);
    if (soft >= 1 && aboveChance >= 2) {
      return CORROBORATED;
    }
    return scores.reaches(MainType.META, HIGH) ? TITLE_MATCH : WEAK;
  }
}
