package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * An asset that matches a query by parts of its content. Immutable, as long as nobody writes into
 * the metadata.
 *
 * @param key body of its ISCC-ID, unsigned 64 bit
 * @param score mean of the scores of the simprint types that match, 0..1
 * @param types what matched, by simprint type in the order of {@link UnitType}
 * @param metadata JSON text in UTF-8 of the stored record; empty if there is none or it was not
 *     asked for; not copied
 */
public record ChunkMatch(long key, double score, Map<UnitType, TypeMatch> types, byte[] metadata) {

  /** Copies the types. */
  public ChunkMatch {
    EnumMap<UnitType, TypeMatch> copy = new EnumMap<>(UnitType.class);
    copy.putAll(types);
    types = Collections.unmodifiableMap(copy);
  }

  /**
   * What matched of one simprint type.
   *
   * @param score sum(idf * similarity) / sum(idf of all queried simprints)
   * @param queried number of queried simprints of the type
   * @param chunks the nearest simprint of the asset for every queried one that has a near one
   * @param frequencies for every chunk the number of assets with a simprint near the queried one
   */
  public record TypeMatch(
      double score, int queried, List<ChunkEvidence> chunks, List<Integer> frequencies) {

    /** Copies the lists. */
    public TypeMatch {
      chunks = List.copyOf(chunks);
      frequencies = List.copyOf(frequencies);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof ChunkMatch other
        && key == other.key
        && Double.compare(score, other.score) == 0
        && types.equals(other.types)
        && Arrays.equals(metadata, other.metadata);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(key) * 31 + Double.hashCode(score);
  }
}
