package io.flinkiscc.match;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;

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

  /** Answers a query over a snapshot. */
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
    Set<Long> candidates = new HashSet<>();
    query
        .units()
        .forEach(
            (type, code) ->
                index.within(
                    type,
                    code,
                    rules.radius(type, query.threshold()),
                    (key, hamming, bits) -> candidates.add(key)));
    query.excludedKey().ifPresent(candidates::remove);
    PriorityQueue<AssetMatch> worstFirst = new PriorityQueue<>(rules.bestFirst().reversed());
    for (long key : candidates) {
      AssetMatch match =
          rules.judge(key, compare(query.units(), index.units(key)), query.threshold());
      if (match != null) {
        worstFirst.add(match);
        if (worstFirst.size() > query.limit()) {
          worstFirst.poll();
        }
      }
    }
    return finish(index, query, worstFirst);
  }

  private List<AssetMatch> finish(
      IndexSnapshot index, MatchQuery query, PriorityQueue<AssetMatch> worstFirst) {
    List<AssetMatch> best = new ArrayList<>(worstFirst);
    best.sort(rules.bestFirst());
    if (query.includeMetadata()) {
      best.replaceAll(
          m ->
              m.withMetadata(index.get(m.key()).map(Asset::metadata).orElseGet(() -> new byte[0])));
    }
    return List.copyOf(best);
  }

  /** What both sides have, but INSTANCE only where one begins with the other. */
  private static Map<UnitType, Distance> compare(
      Map<UnitType, Code> asked, Map<UnitType, Code> stored) {
    EnumMap<UnitType, Distance> distances = new EnumMap<>(UnitType.class);
    asked.forEach(
        (type, code) -> {
          Code other = stored.get(type);
          if (other != null) {
            Distance distance = Distance.between(code, other);
            if (type.mainType() != MainType.INSTANCE || distance.hamming() == 0) {
              distances.put(type, distance);
            }
          }
        });
    return distances;
  }

  private static Map<UnitType, List<UnitHit>> unitMatches(IndexSnapshot index, MatchQuery query) {
    EnumMap<UnitType, List<UnitHit>> nearest = new EnumMap<>(UnitType.class);
    query
        .units()
        .forEach(
            (type, code) -> {
              // One more than asked for, in case the excluded asset is among them.
              List<UnitHit> hits = index.nearest(type, code, query.limit() + 1);
              nearest.put(
                  type,
                  hits.stream()
                      .filter(h -> query.excludedKey().stream().noneMatch(k -> k == h.key()))
                      .limit(query.limit())
                      .toList());
            });
    return nearest;
  }
}
