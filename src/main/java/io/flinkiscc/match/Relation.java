package io.flinkiscc.match;

import io.flinkiscc.iscc.MainType;
import java.util.Map;

/**
 * What kind of relationship the unit scores of a match speak for, strongest first.
 *
 * <p>The tiers, their floors and caps are those of the tiered ranking of ISCC hubs: a score of .85
 * is high, .70 is soft and .60 is the lowest that stands out from chance.
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
  /** META and nothing else above chance: the title agrees, which says little of the content. */
  TITLE_MATCH("title-match", Relation.SOFT),
  /** A single unit other than META, or scores below the soft floor. */
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

  /** The highest asset score this kind of evidence can reach in {@link Scoring#TIERED}. */
  public double cap() {
    return cap;
  }

  /**
   * Finds the relation.
   *
   * @param best best unit score (0..1) per main type among the types compared
   */
  static Relation of(Map<MainType, Double> best) {
    double instance = best.getOrDefault(MainType.INSTANCE, -1d);
    double data = best.getOrDefault(MainType.DATA, -1d);
    double content = best.getOrDefault(MainType.CONTENT, -1d);
    if (instance >= HIGH) {
      return contradicts(data) || contradicts(content) ? INCOHERENT : EXACT;
    }
    long soft = best.values().stream().filter(s -> s >= SOFT).count();
    long aboveChance = best.values().stream().filter(s -> s >= CHANCE).count();
    if (data >= HIGH || (content >= HIGH && soft >= 2)) {
      return NEAR_DUPLICATE;
    }
    if (best.getOrDefault(MainType.SEMANTIC, -1d) >= HIGH) {
      return SIMILAR;
    }
    if (soft >= 1 && aboveChance >= 2) {
      return CORROBORATED;
    }
    if (best.getOrDefault(MainType.META, -1d) >= CHANCE && aboveChance == 1) {
      return TITLE_MATCH;
    }
    return WEAK;
  }

  private static boolean contradicts(double score) {
    return score >= 0 && score < SOFT;
  }
}
