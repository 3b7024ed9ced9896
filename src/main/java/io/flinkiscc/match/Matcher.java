package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * Answers queries over one index: finds every asset with a unit within its threshold, compares all
 * it has in common with the query, and keeps the best. Complete: no nearer asset is missed.
 * Immutable; any thread.
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
   * @return the answer of this index alone, for {@link MatchMerger}; not exact if more assets have
   *     near simprints than can be told
   */
  public MatchPart match(IndexSnapshot index, MatchQuery query) {
    ChunkSearch chunks = ChunkSearch.run(index, query);
    return new MatchPart(
        bestMatches(index, query),
        query.includeUnitMatches() ? unitMatches(index, query) : Map.of(),
        chunks.parts(),
        chunks.metadata(),
        chunks.complete());
  }

  private List<AssetMatch> bestMatches(IndexSnapshot index, MatchQuery query) {
    Map<UnitType, Radius> radii = rules.radii(query);
    AssetJudge judge = new AssetJudge(rules.scoring(), query.units(), radii);
    BestMatches best = new BestMatches(rules, query.limit());
    candidates(index, query.units(), radii)
        .forEachDistinct(
            key -> {
              if (!isExcluded(query, key) && judge.matches(index.units(key))) {
                best.offer(key, judge);
              }
            });
    List<AssetMatch> matches = best.sorted();
    if (query.includeMetadata()) {
      matches.replaceAll(m -> m.withMetadata(metadata(index, m.key())));
    }
    return List.copyOf(matches);
  }

  private static CandidateKeys candidates(
      IndexSnapshot index, Map<UnitType, Code> units, Map<UnitType, Radius> radii) {
    CandidateKeys keys = new CandidateKeys();
    units.forEach(
        (type, code) ->
            index.within(type, code, radii.get(type), (key, hamming, bits) -> keys.add(key)));
    return keys;
  }

  private static byte[] metadata(IndexSnapshot index, long key) {
    return index.get(key).map(Asset::metadata).orElseGet(() -> new byte[0]);
  }

  private static Map<UnitType, List<UnitHit>> unitMatches(IndexSnapshot index, MatchQuery query) {
    // One more than asked for, in case the excluded asset is among them.
    int k = query.limit() + (query.excludedKey().isPresent() ? 1 : 0);
    EnumMap<UnitType, List<UnitHit>> nearest = new EnumMap<>(UnitType.class);
    query
        .units()
        .forEach(
            (type, code) ->
                nearest.put(
                    type,
                    index.nearest(type, code, k).stream()
                        .filter(h -> !isExcluded(query, h.key()))
                        .limit(query.limit())
                        .toList()));
    return nearest;
  }

  private static boolean isExcluded(MatchQuery query, long key) {
    OptionalLong excluded = query.excludedKey();
    return excluded.isPresent() && excluded.getAsLong() == key;
  }
}
