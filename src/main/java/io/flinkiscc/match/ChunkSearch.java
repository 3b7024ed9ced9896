package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.ChunkHit;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.IndexSnapshot.SimprintSearch;
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

  private final IndexSnapshot index;
  private final MatchQuery query;
  private final SearchMode mode;
  private final AssetFilter filter;
  private final Radius radius;
  private final Map<UnitType, ChunkTypePart> parts = new EnumMap<>(UnitType.class);
  private final Map<Long, byte[]> metadata = new HashMap<>();

  /** By type for every queried simprint the nearest one of each asset. */
  private final Map<UnitType, List<Map<Long, ChunkEvidence>>> found = new EnumMap<>(UnitType.class);

  private boolean exact = true;

  ChunkSearch(IndexSnapshot index, MatchQuery query, SearchMode mode, AssetFilter filter) {
    this.index = index;
    this.query = query;
    this.mode = mode;
    this.filter = filter;
    this.radius = Radius.score(query.threshold().orElse(DEFAULT_THRESHOLD));
  }

  /** The searches for the queried simprints of a type, in their order. */
  List<SimprintSearch> searches(UnitType type) {
    List<Code> codes = query.simprints().get(type);
    List<Map<Long, ChunkEvidence>> nearest = new ArrayList<>(codes.size());
    List<SimprintSearch> searches = new ArrayList<>(codes.size());
    for (int q = 0; q < codes.size(); q++) {
      int place = q;
      Map<Long, ChunkEvidence> perAsset = new HashMap<>();
      nearest.add(perAsset);
      searches.add(
          new SimprintSearch(
              codes.get(q),
              radius,
              mode,
              hit -> perAsset.merge(hit.key(), evidence(place, hit), ChunkSearch::nearer)));
    }
    found.put(type, nearest);
    return searches;
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

  /**
   * Goes on with what the searches for a type have found.
   *
   * @param all whether they found all there is
   */
  void found(UnitType type, boolean all) {
    exact &= all;
    List<Map<Long, ChunkEvidence>> nearest = found.remove(type);
    Map<Long, List<ChunkEvidence>> byAsset = new HashMap<>();
    int[] frequencies = new int[nearest.size()];
    for (int q = 0; q < frequencies.length; q++) {
      // The asset asked about counts here and below, as does what a filter refuses: all of that is
      // a part of what is common or rare.
      frequencies[q] = nearest.get(q).size();
      nearest
          .get(q)
          .forEach((key, e) -> byAsset.computeIfAbsent(key, k -> new ArrayList<>(2)).add(e));
    }
    query.excludedKey().ifPresent(byAsset::remove);
    byAsset.keySet().removeIf(key -> !filter.wantsKey(key));
    int most = query.limit() * ASSETS_PER_RESULT;
    boolean complete = byAsset.size() <= most;
    Map<Long, List<ChunkEvidence>> kept = complete ? byAsset : best(byAsset, most);
    long assets = index.assetsWithSimprints(type);
    parts.put(type, new ChunkTypePart(assets, frequencies, kept, complete));
    if (query.includeMetadata()) {
      kept.keySet().forEach(this::addMetadata);
    }
  }

  private void addMetadata(long key) {
    if (!metadata.containsKey(key)) {
      index.get(key).map(Asset::metadata).ifPresent(json -> metadata.put(key, json));
    }
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
