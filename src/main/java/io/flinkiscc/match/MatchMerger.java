package io.flinkiscc.match;

import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Puts the partial answers of several index tasks together. The result is the same in whatever
 * order the parts come and however the index was split, because every order used is total; of an
 * answer by simprints that is not exact, only the assets that all splits kept are sure to be there.
 *
 * <p>No asset is in two parts of an index; should one be, it is taken once, from the later part,
 * and the numbers of assets by which simprints are weighed count it twice. Immutable; any thread.
 */
public final class MatchMerger {

  private final MatchRules rules;

  /** Merges by these rules. */
  public MatchMerger(MatchRules rules) {
    this.rules = Objects.requireNonNull(rules, "rules");
  }

  /**
   * Merges.
   *
   * @param query what was asked
   * @param parts the partial answers to this query, older ones first
   * @throws IllegalArgumentException if a part answers another number of simprints than were asked
   */
  public MergedAnswer merge(MatchQuery query, List<MatchPart> parts) {
    return new MergedAnswer(
        best(parts, MatchPart::matches, AssetMatch::key, rules.bestFirst(), query.limit()),
        unitMatches(query, parts),
        new ChunkRanking(query, parts).best(),
        parts.stream().allMatch(MatchPart::exact));
  }

  private static Map<UnitType, List<UnitHit>> unitMatches(MatchQuery query, List<MatchPart> parts) {
    if (!query.includeUnitMatches()) {
      return Map.of();
    }
    EnumMap<UnitType, List<UnitHit>> merged = new EnumMap<>(UnitType.class);
    for (UnitType type : query.units().keySet()) {
      merged.put(
          type,
          best(
              parts,
              p -> p.unitMatches().getOrDefault(type, List.of()),
              UnitHit::key,
              UnitHit.NEAREST_FIRST,
              query.limit()));
    }
    return merged;
  }

  private static <T> List<T> best(
      List<MatchPart> parts,
      Function<MatchPart, ? extends Collection<T>> of,
      ToLongFunction<T> key,
      Comparator<T> order,
      int limit) {
    List<T> all = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    for (int i = parts.size() - 1; i >= 0; i--) {
      for (T item : of.apply(parts.get(i))) {
        if (seen.add(key.applyAsLong(item))) {
          all.add(item);
        }
      }
    }
    all.sort(order);
    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
  }
}
