package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.IndexSnapshot.NearestSearch;
import io.flinkiscc.index.IndexSnapshot.PlaceSearch;
import io.flinkiscc.index.SearchMode;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.index.UnitHits;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Radius;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One query on its way to its partial answer: tells what is to be searched for, takes what was
 * found, and keeps the best of it. For one thread.
 */
final class MatchRun {

  private static final int CANDIDATES_BETWEEN_STOPS = 1024;

  private final IndexSnapshot index;
  private final MatchQuery query;
  private final MatchRules rules;
  private final Map<UnitType, Radius> radii;
  private final SearchMode mode;
  private final AssetFilter filter;
  private final Candidates candidates = new Candidates();
  private final EnumMap<UnitType, List<UnitHit>> nearest = new EnumMap<>(UnitType.class);
  private final ChunkSearch chunks;
  private boolean exact = true;

  MatchRun(IndexSnapshot index, MatchQuery query, MatchRules rules) {
    this.index = index;
    this.query = query;
    this.rules = rules;
    this.radii = rules.radii(query);
    this.mode = mode(query);
    this.filter = new AssetFilter(index, query.filter());
    this.chunks = new ChunkSearch(index, query, mode, filter);
  }

  /** Who names a threshold wants all that is within it; so does who asks for exact answers. */
  private static SearchMode mode(MatchQuery query) {
    return query.exact() || query.threshold().isPresent() ? SearchMode.EXACT : SearchMode.FAST;
  }

  MatchQuery query() {
    return query;
  }

  ChunkSearch chunks() {
    return chunks;
  }

  /** The search for assets with a unit of a type within its threshold. */
  PlaceSearch placeSearch(UnitType type) {
    return new PlaceSearch(query.units().get(type), radii.get(type), mode, candidates::add);
  }

  /** Notes whether a search found all there is. */
  void found(boolean all) {
    exact &= all;
  }

  /**
   * The search for the nearest units of a type. With a filter it compares all codes: a graph would
   * have to look up far more assets, and a filter that refuses most would make it miss some.
   */
  NearestSearch nearestSearch(UnitType type) {
    // One more than asked for, in case the excluded asset is among them.
    int k = query.limit() + (query.excludedKey().isPresent() ? 1 : 0);
    return filter.any()
        ? new NearestSearch(query.units().get(type), k, SearchMode.EXACT, filter::wants)
        : new NearestSearch(query.units().get(type), k, mode);
  }

  void foundNearest(UnitType type, UnitHits hits) {
    found(hits.exact());
    nearest.put(
        type, hits.hits().stream().filter(h -> !isExcluded(h.key())).limit(query.limit()).toList());
  }

  /** The answer, when all searches are done. */
  MatchPart part() {
    List<AssetMatch> matches = bestMatches();
    return new MatchPart(
        matches, nearest, chunks.parts(), chunks.metadata(), exact && chunks.complete());
  }

  private List<AssetMatch> bestMatches() {
    AssetJudge judge = new AssetJudge(rules.scoring(), query.units(), radii);
    BestMatches best = new BestMatches(rules, query.limit());
    Set<UnitType> types = query.units().keySet();
    int[] count = new int[1];
    candidates.forEachDistinct(
        place -> {
          if (count[0]++ % CANDIDATES_BETWEEN_STOPS == 0) {
            index.throwIfStopped();
          }
          long key = index.keyAt(place);
          if (!isExcluded(key)
              && judge.matches(index.unitsAt(place, types))
              && best.wants(judge)
              && filter.wants(place)) {
            best.offer(key, judge);
          }
        });
    List<AssetMatch> matches = best.sorted();
    if (query.includeMetadata()) {
      matches.replaceAll(m -> m.withMetadata(metadata(m.key())));
    }
    return List.copyOf(matches);
  }

  private byte[] metadata(long key) {
    return index.get(key).map(Asset::metadata).orElseGet(() -> new byte[0]);
  }

  private boolean isExcluded(long key) {
    OptionalLong excluded = query.excludedKey();
    return excluded.isPresent() && excluded.getAsLong() == key;
  }
}
