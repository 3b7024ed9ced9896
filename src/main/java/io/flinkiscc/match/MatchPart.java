package io.flinkiscc.match;

import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The answer of one index task to a query: what {@link MatchMerger} puts together. Equality of two
 * parts compares the metadata arrays by identity.
 *
 * @param matches its best matches, best first, at most the limit of the query
 * @param unitMatches its nearest assets per unit type; empty if they were not asked for
 * @param chunks what it knows about the queried simprints, by type
 * @param chunkMetadata metadata of the assets with simprint evidence, by key
 * @param exact whether nothing nearer can have been missed
 */
public record MatchPart(
    List<AssetMatch> matches,
    Map<UnitType, List<UnitHit>> unitMatches,
    Map<UnitType, ChunkTypePart> chunks,
    Map<Long, byte[]> chunkMetadata,
    boolean exact) {

  /** Copies the list of matches; the maps are taken over and not to be changed any more. */
  public MatchPart {
    matches = List.copyOf(matches);
    unitMatches = Collections.unmodifiableMap(unitMatches);
    chunks = Collections.unmodifiableMap(chunks);
    chunkMetadata = Collections.unmodifiableMap(chunkMetadata);
  }
}
