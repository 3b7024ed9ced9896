package io.flinkiscc.match;

import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The answer to a query, put together from the parts of all tasks that answered.
 *
 * @param matches matching assets, best first, at most the limit of the query
 * @param unitMatches the nearest assets per unit type; empty if they were not asked for
 * @param chunkMatches assets matching by simprints, best first, at most the limit of the query
 * @param exact whether nothing nearer can have been missed within the parts
 */
public record MergedAnswer(
    List<AssetMatch> matches,
    Map<UnitType, List<UnitHit>> unitMatches,
    List<ChunkMatch> chunkMatches,
    boolean exact) {

  /** Copies the lists; the map is taken over and not to be changed any more. */
  public MergedAnswer {
    matches = List.copyOf(matches);
    unitMatches = Collections.unmodifiableMap(unitMatches);
    chunkMatches = List.copyOf(chunkMatches);
  }
}
