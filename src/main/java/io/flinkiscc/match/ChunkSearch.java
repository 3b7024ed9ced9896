package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.ChunkHit;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the simprints near the queried ones in one index: per asset and queried simprint the
 * nearest one within the threshold.
 *
 * <p>At most {@value #ASSETS_PER_RESULT} assets per wanted match are kept, those with the highest
 * sum of scores: the number of candidates iscc-search asks its index for. The final scores depend
 * on frequencies over all tasks, so that what is cut makes the answer approximate, and it says so.
 */
final class ChunkSearch {

  /** Unit score below which iscc-search drops a simprint. */
  static final double DEFAULT_THRESHOLD = .75;

  static final int ASSETS_PER_RESULT = 20;

  private final Map<UnitType, ChunkTypePart> parts = new EnumMap<>(UnitType.class);
  private final Map<Long, byte[]> metadata = new HashMap<>();

  private ChunkSearch() {}

  static ChunkSearch run(IndexSnapshot index, MatchQuery query) {
    ChunkSearch search = new ChunkSearch();
    query.simprints().forEach((type, codes) -> search.search(index, query, type, codes));
    return search;
  }

  Map<UnitType, ChunkTypePart> parts() {
    return parts;
  }

  Map<Long, byte[]> metadata() {
    return metadata;
  }

  boolean complete() {
    return parts.values().stream().allMatch(ChunkTypePart::complete);
  }

  private void search(IndexSnapshot index, MatchQuery query, UnitType type, List<Code> codes) {
    Radius radius = Radius.score(query.threshold().orElse(DEFAULT_THRESHOLD));
    Map<Long, TreeMap<Integer, ChunkEvidence>> byAsset = new HashMap<>();
    int[] frequencies = new int[codes.size()];
    for (int q = 0; q < codes.size(); q++) {
      Map<Long, ChunkEvidence> best = nearestPerAsset(index, type, codes.get(q), radius, q);
      query.excludedKey().ifPresent(best::remove);
      frequencies[q] = best.size();
      for (Map.Entry<Long, ChunkEvidence> e : best.entrySet()) {
        byAsset.computeIfAbsent(e.getKey(), k -> new TreeMap<>()).put(q, e.getValue());
      }
    }
    Map<Long, List<ChunkEvidence>> kept = keepBest(byAsset, query.limit() * ASSETS_PER_RESULT);
    parts.put(
        type,
        new ChunkTypePart(
            index.assetsWithSimprints(type), frequencies, kept, kept.size() == byAsset.size()));
    if (query.includeMetadata()) {
      kept.keySet()
          .forEach(k -> index.get(k).map(Asset::metadata).ifPresent(m -> metadata.put(k, m)));
    }
  }

  private static Map<Long, ChunkEvidence> nearestPerAsset(
      IndexSnapshot index, UnitType type, Code code, Radius radius, int query) {
    Map<Long, ChunkEvidence> best = new HashMap<>();
    index.chunksWithin(
        type,
        code,
        radius,
        hit -> best.merge(hit.key(), evidence(query, hit), ChunkSearch::nearer));
    return best;
  }

  private static ChunkEvidence evidence(int query, ChunkHit hit) {
    return new ChunkEvidence(query, hit.chunk(), hit.hamming(), hit.bits());
  }

  private static ChunkEvidence nearer(ChunkEvidence a, ChunkEvidence b) {
    int byDistance = Integer.compare(a.hamming() * b.bits(), b.hamming() * a.bits());
    if (byDistance != 0) {
      return byDistance < 0 ? a : b;
    }
    if (a.bits() != b.bits()) {
      return a.bits() > b.bits() ? a : b;
    }
    // The earlier part of the content, so that the answer does not depend on the order of search.
    return a.chunk().offset() <= b.chunk().offset() ? a : b;
  }

  private static Map<Long, List<ChunkEvidence>> keepBest(
      Map<Long, TreeMap<Integer, ChunkEvidence>> byAsset, int most) {
    Comparator<Map.Entry<Long, TreeMap<Integer, ChunkEvidence>>> bestFirst =
        Comparator.comparingDouble(
                (Map.Entry<Long, TreeMap<Integer, ChunkEvidence>> e) ->
                    e.getValue().values().stream().mapToDouble(ChunkEvidence::score).sum())
            .reversed()
            .thenComparing(Map.Entry::getKey, Long::compareUnsigned);
    Map<Long, List<ChunkEvidence>> kept = new HashMap<>();
    byAsset.entrySet().stream()
        .sorted(bestFirst)
        .limit(most)
        .forEach(e -> kept.put(e.getKey(), new ArrayList<>(e.getValue().values())));
    return kept;
  }
}
