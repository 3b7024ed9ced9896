package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Distance;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * An asset that matches a query as a whole. Immutable, as long as nobody writes into the metadata.
 *
 * @param key body of its ISCC-ID, unsigned 64 bit
 * @param score 0..1, see {@link MatchRules}
 * @param relation the kind of relationship its unit scores speak for
 * @param distances at least one, in the order of {@link UnitType}: all that was compared, or in
 *     {@link Scoring#COMPATIBLE} only what is within its threshold
 * @param metadata JSON text in UTF-8 of the stored record; empty if there is none or it was not
 *     asked for; not copied
 */
public record AssetMatch(
    long key, double score, Relation relation, Map<UnitType, Distance> distances, byte[] metadata) {

  /**
   * Checks the values and copies the distances.
   *
   * @throws IllegalArgumentException if the score is not within 0..1 or there is no distance
   */
  public AssetMatch {
    if (!(score >= 0 && score <= 1)) {
      throw new IllegalArgumentException("score is " + score + ", allowed are numbers from 0 to 1");
    }
    if (distances.isEmpty()) {
      throw new IllegalArgumentException("distances are empty, a match has at least one");
    }
    Objects.requireNonNull(relation, "relation");
    Objects.requireNonNull(metadata, "metadata");
    EnumMap<UnitType, Distance> copy = new EnumMap<>(UnitType.class);
    copy.putAll(distances);
    distances = Collections.unmodifiableMap(copy);
  }

  AssetMatch withMetadata(byte[] json) {
    return new AssetMatch(key, score, relation, distances, json);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof AssetMatch other
        && key == other.key
        && Double.compare(score, other.score) == 0
        && relation == other.relation
        && distances.equals(other.distances)
        && Arrays.equals(metadata, other.metadata);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(key) * 31 + Double.hashCode(score);
  }
}
