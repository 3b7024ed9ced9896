package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * An asset whose units are similar to those of the query.
 *
 * @param id the asset
 * @param score of the whole asset, 0 to 1
 * @param types how near its units are, at least one
 * @param relation tier of the match as the schema names them, or null
 * @param metadataJson compact JSON object in UTF-8 as an ingest format checked it; empty or null
 *     for none; the array is taken over and must not change any more
 */
public record GlobalMatch(
    IsccId id, double score, Map<UnitType, UnitScore> types, String relation, byte[] metadataJson) {

  /**
   * Checks the score.
   *
   * @throws IllegalArgumentException if the score is not 0..1 or there is no unit
   */
  public GlobalMatch {
    Objects.requireNonNull(id, "id");
    score = Scores.checked(score);
    types = Scores.byType(types);
    if (types.isEmpty()) {
      throw new IllegalArgumentException("the match " + id + " has no unit; give at least one");
    }
    metadataJson = metadataJson == null ? new byte[0] : metadataJson;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof GlobalMatch that
        && id.equals(that.id)
        && Double.compare(score, that.score) == 0
        && types.equals(that.types)
        && Objects.equals(relation, that.relation)
        && Arrays.equals(metadataJson, that.metadataJson);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
