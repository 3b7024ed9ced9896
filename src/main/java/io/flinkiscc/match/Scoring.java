package io.flinkiscc.match;

/** How matches are thresholded, scored and ordered. */
public enum Scoring {
  /**
   * Thresholds per unit type and length, a {@link Relation} for every match, caps for weak kinds of
   * evidence, ordered by relation, then score, then nearest unit, then ID. The default.
   */
  TIERED,
  /**
   * As iscc-search does it: unit scores below .75 are dropped, ordered by score, then ID. The
   * relation is told, but changes nothing.
   */
  COMPATIBLE
}
