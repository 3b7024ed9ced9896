package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * An asset with parts whose simprints are similar to those of the query.
 *
 * @param id the asset
 * @param score of the whole asset, 0 to 1
 * @param types the matches by type of the simprints
 * @param metadataJson compact JSON object in UTF-8 as an ingest format checked it; empty or null
 *     for none; the array is taken over and must not change any more
 */
public record ChunkMatch(
    IsccId id, double score, Map<UnitType, ChunkTypeMatch> types, byte[] metadataJson) {

  /**
   * Checks the score.
   *
   * @throws IllegalArgumentException if the score is not 0..1
   */
  public ChunkMatch {
    Objects.requireNonNull(id, "id");
    score = Scores.checked(score);
    types = Scores.byType(types);
    metadataJson = metadataJson == null ? new byte[0] : metadataJson;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkMatch that
        && id.equals(that.id)
        && Double.compare(score, that.score) == 0
        && types.equals(that.types)
        && Arrays.equals(metadataJson, that.metadataJson);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }
}
