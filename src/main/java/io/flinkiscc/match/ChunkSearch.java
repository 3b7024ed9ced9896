package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.ChunkHit;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.SearchMode;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the simprints near the queried ones in one index: per asset and queried simprint the
 * nearest one within the threshold.
 *
 * <p>At most {@value #ASSETS_PER_RESULT} assets per wanted match are kept, those with the highest
 * sum of scores: the number of candidates iscc-search asks its index for. The final scores depend
 * on frequencies over all tasks, so that what is cut makes the answer approximate, and it says so.
 * So does an answer for which a graph was searched.
 */
final class ChunkSearch {

  /** Unit score below which iscc-search drops a simprint. */
  static final double DEFAULT_THRESHOLD = .75;

  static final int ASSETS_PER_RESULT = 20;

  private final Map<UnitType, ChunkTypePart> parts = new EnumMap<>(UnitType.class);
  private final Map<Long, byte[]> metadata = new HashMap<>();

  private final SearchMode mode;
  private boolean exact = true;

  private ChunkSearch(SearchMode mode) {
    this.mode = mode;
  }

  static ChunkSearch run(IndexSnapshot index, MatchQuery query, SearchMode mode) {
    ChunkSearch search = new ChunkSearch(mode);
    if (!query.simprints().isEmpty()) {
      Radius radius = Radius.score(query.threshold().orElse(DEFAULT_THRESHOLD));
      query.simprints().forEach((type, codes) -> search.search(index, query, type, codes, radius));
    }
    return search;
  }

  Map<UnitType, ChunkTypePart> parts() {
    return parts;
  }

  Map<Long, byte[]> metadata() {
    return metadata;
  }

  /** Whether nothing nearer can have been missed. */
  boolean complete() {
    return exact && parts.values().stream().allMatch(ChunkTypePart::complete);
  }

  private void search(
      IndexSnapshot index, MatchQuery query, UnitType type, List<Code> codes, Radius radius) {
    Map<Long, List<ChunkEvidence>> byAsset = new HashMap<>();
    int[] frequencies = new int[codes.size()];
    for (int q = 0; q < codes.size(); q++) {
      Map<Long, ChunkEvidence> nearest = nearestPerAsset(index, type, codes.get(q), radius, q);
      // The asset asked about counts here and below: it is a part of what is common or rare.
      frequencies[q] = nearest.size();
      nearest.forEach((key, e) -> byAsset.computeIfAbsent(key, k -> new ArrayList<>(2)).add(e));
    }
    query.excludedKey().ifPresent(byAsset::remove);
    int most = query.limit() * ASSETS_PER_RESULT;
    boolean complete = byAsset.size() <= most;
    Map<Long, List<ChunkEvidence>> kept = complete ? byAsset : best(byAsset, most);
    long assets = index.assetsWithSimprints(type);
    parts.put(type, new ChunkTypePart(assets, frequencies, kept, complete));
    if (query.includeMetadata()) {
      kept.keySet().forEach(key -> addMetadata(index, key));
    }
  }

  private void addMetadata(IndexSnapshot index, long key) {
    if (!metadata.containsKey(key)) {
      index.get(key).map(Asset::metadata).ifPresent(json -> metadata.put(key, json));
    }
  }

  private Map<Long, ChunkEvidence> nearestPerAsset(
      IndexSnapshot index, UnitType type, Code code, Radius radius, int query) {
    Map<Long, ChunkEvidence> nearest = new HashMap<>();
    exact &=
        index.chunksWithin(
            type,
            code,
            radius,
            mode,
            hit -> nearest.merge(hit.key(), evidence(query, hit), ChunkSearch::nearer));
    return nearest;
  }

  private static ChunkEvidence evidence(int query, ChunkHit hit) {
    return new ChunkEvidence(query, hit.chunk(), hit.hamming(), hit.bits());
  }

  private static ChunkEvidence nearer(ChunkEvidence a, ChunkEvidence b) {
    return ChunkEvidence.NEAREST_FIRST.compare(a, b) <= 0 ? a : b;
  }

  private static Map<Long, List<ChunkEvidence>> best(
      Map<Long, List<ChunkEvidence>> byAsset, int most) {
    record Scored(long key, double score) {}
    List<Scored> all = new ArrayList<>(byAsset.size());
    byAsset.forEach((key, chunks) -> all.add(new Scored(key, sumOfScores(chunks))));
    all.sort(
        Comparator.comparingDouble(Scored::score)
            .reversed()
            .thenComparing(Scored::key, Long::compareUnsigned));
    Map<Long, List<ChunkEvidence>> kept = new HashMap<>();
    all.subList(0, most).forEach(s -> kept.put(s.key(), byAsset.get(s.key())));
    return kept;
  }

  private static double sumOfScores(List<ChunkEvidence> chunks) {
    double sum = 0;
    for (ChunkEvidence chunk : chunks) {
      sum += chunk.score();
    }
    return sum;
  }
}
