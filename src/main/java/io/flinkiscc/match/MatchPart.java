package io.flinkiscc.match;

import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import java.util.List;
import java.util.Map;

/**
 * The answer of one index task to a query: what {@link MatchMerger} puts together.
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
    boolean exact) {}
