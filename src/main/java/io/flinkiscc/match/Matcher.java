package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.SearchMode;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.index.UnitHits;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Answers queries over one index: finds the assets with a unit within its threshold, compares all
 * they have in common with the query, and keeps the best. Immutable; any thread.
 *
 * <p>Where shards are large, graphs find the assets, which may miss some; the answer then says that
 * it is not exact. A query that asks for exact answers or names a threshold of its own is answered
 * by comparing all codes, so that nothing is missed.
 */
public final class Matcher {

  private final MatchRules rules;

  /** Answers by these rules. */
  public Matcher(MatchRules rules) {
    this.rules = Objects.requireNonNull(rules, "rules");
  }

  /**
   * Answers a query over a snapshot.
   *
   * @return the answer of this index alone, for {@link MatchMerger}; not exact if a graph was
   *     searched for any part of it, or if more assets have near simprints than can be told
   */
  public MatchPart match(IndexSnapshot index, MatchQuery query) {
    SearchMode mode = mode(query);
    ChunkSearch chunks = ChunkSearch.run(index, query, mode);
    Candidates candidates = new Candidates();
    boolean exact = addCandidates(index, query.units(), rules.radii(query), mode, candidates);
    List<AssetMatch> matches = bestMatches(index, query, candidates);
    EnumMap<UnitType, List<UnitHit>> nearest = new EnumMap<>(UnitType.class);
    if (query.includeUnitMatches()) {
      exact &= addUnitMatches(index, query, mode, nearest);
    }
    return new MatchPart(
        matches, nearest, chunks.parts(), chunks.metadata(), exact && chunks.complete());
  }

  /** Who names a threshold wants all that is within it; so does who asks for exact answers. */
  private static SearchMode mode(MatchQuery query) {
    return query.exact() || query.threshold().isPresent() ? SearchMode.EXACT : SearchMode.FAST;
  }

  private List<AssetMatch> bestMatches(
      IndexSnapshot index, MatchQuery query, Candidates candidates) {
    AssetJudge judge = new AssetJudge(rules.scoring(), query.units(), rules.radii(query));
    BestMatches best = new BestMatches(rules, query.limit());
    candidates.forEachDistinct(
        place -> {
          long key = index.keyAt(place);
          if (!isExcluded(query, key) && judge.matches(index.unitsAt(place))) {
            best.offer(key, judge);
          }
        });
    List<AssetMatch> matches = best.sorted();
    if (query.includeMetadata()) {
      matches.replaceAll(m -> m.withMetadata(metadata(index, m.key())));
    }
    return List.copyOf(matches);
  }

  private static boolean addCandidates(
      IndexSnapshot index,
      Map<UnitType, Code> units,
      Map<UnitType, Radius> radii,
      SearchMode mode,
      Candidates candidates) {
    boolean exact = true;
    for (Map.Entry<UnitType, Code> unit : units.entrySet()) {
      UnitType type = unit.getKey();
      exact &= index.placesWithin(type, unit.getValue(), radii.get(type), mode, candidates::add);
    }
    return exact;
  }

  private static byte[] metadata(IndexSnapshot index, long key) {
    return index.get(key).map(Asset::metadata).orElseGet(() -> new byte[0]);
  }

  private static boolean addUnitMatches(
      IndexSnapshot index,
      MatchQuery query,
      SearchMode mode,
      Map<UnitType, List<UnitHit>> nearest) {
    // One more than asked for, in case the excluded asset is among them.
    int k = query.limit() + (query.excludedKey().isPresent() ? 1 : 0);
    boolean exact = true;
    for (Map.Entry<UnitType, Code> unit : query.units().entrySet()) {
      UnitHits hits = index.nearest(unit.getKey(), unit.getValue(), k, mode);
      exact &= hits.exact();
      nearest.put(
          unit.getKey(),
          hits.hits().stream()
              .filter(h -> !isExcluded(query, h.key()))
              .limit(query.limit())
              .toList());
    }
    return exact;
  }

  private static boolean isExcluded(MatchQuery query, long key) {
    OptionalLong excluded = query.excludedKey();
    return excluded.isPresent() && excluded.getAsLong() == key;
  }
}
