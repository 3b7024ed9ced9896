package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Distance;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * An asset that matches a query as a whole. Immutable.
 *
 * @param key body of its ISCC-ID, unsigned 64 bit
 * @param score 0..1, see {@link MatchRules#score}
 * @param relation the kind of relationship its unit scores speak for
 * @param distances what was compared, in the order of {@link UnitType}
 * @param metadata JSON text in UTF-8 of the stored record; empty if there is none or it was not
 *     asked for
 */
public record AssetMatch(
    long key, double score, Relation relation, Map<UnitType, Distance> distances, byte[] metadata) {

  /** Copies the distances. */
  public AssetMatch {
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
