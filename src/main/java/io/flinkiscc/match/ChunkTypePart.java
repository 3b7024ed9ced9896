package io.flinkiscc.match;

import java.util.List;
import java.util.Map;

/**
 * What one index task knows about the queried simprints of one type.
 *
 * @param assets number of its live assets with simprints of the type
 * @param frequencies for every queried simprint the number of assets with a near one
 * @param evidence for every asset kept (by key) its nearest simprints, at most one per queried one,
 *     ascending by {@link ChunkEvidence#query}
 * @param complete whether every asset with a near simprint was kept
 */
public record ChunkTypePart(
    long assets, int[] frequencies, Map<Long, List<ChunkEvidence>> evidence, boolean complete) {}
