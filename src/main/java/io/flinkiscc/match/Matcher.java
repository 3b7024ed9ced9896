package io.flinkiscc.match;

import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.IndexSnapshot.SimprintSearch;
import io.flinkiscc.index.UnitHits;
import io.flinkiscc.iscc.UnitType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

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
   * @throws CancellationException if the snapshot was {@link IndexSnapshot#stoppedBy stopped}
   */
  public MatchPart match(IndexSnapshot index, MatchQuery query) {
    return matchAll(index, List.of(query)).get(0);
  }

  /**
   * Answers a query over a snapshot unless it is stopped.
   *
   * @param stop whether to give up, for example because a deadline has passed; asked after every
   *     some ten microseconds of work
   * @throws CancellationException if it was stopped
   */
  public MatchPart match(IndexSnapshot index, MatchQuery query, BooleanSupplier stop) {
    return match(index.stoppedBy(stop), query);
  }

  /**
   * Answers queries over a snapshot together unless they are stopped, see {@link
   * #matchAll(IndexSnapshot, List)}.
   *
   * @param stop whether to give all of them up
   * @throws CancellationException if they were stopped
   */
  public List<MatchPart> matchAll(
      IndexSnapshot index, List<MatchQuery> queries, BooleanSupplier stop) {
    return matchAll(index.stoppedBy(stop), queries);
  }

  /**
   * Answers queries over a snapshot together, each as {@link #match(IndexSnapshot, MatchQuery)}
   * would alone. Where codes are compared one by one, a pass over those of a type and length serves
   * up to eight queries, which takes less time than a pass for each.
   *
   * @return the answers in the order of the queries
   * @throws CancellationException if the snapshot was {@link IndexSnapshot#stoppedBy stopped}
   */
  public List<MatchPart> matchAll(IndexSnapshot index, List<MatchQuery> queries) {
    List<MatchRun> runs = queries.stream().map(query -> new MatchRun(index, query, rules)).toList();
    for (UnitType type : types(queries, query -> query.simprints().keySet())) {
      searchChunks(index, type, asking(runs, query -> query.simprints().containsKey(type)));
    }
    for (UnitType type : types(queries, query -> query.units().keySet())) {
      searchUnits(index, type, asking(runs, query -> query.units().containsKey(type)));
    }
    return runs.stream().map(MatchRun::part).toList();
  }

  private static Set<UnitType> types(
      List<MatchQuery> queries, Function<MatchQuery, Set<UnitType>> of) {
    EnumSet<UnitType> types = EnumSet.noneOf(UnitType.class);
    queries.forEach(query -> types.addAll(of.apply(query)));
    return types;
  }

  private static List<MatchRun> asking(List<MatchRun> runs, Predicate<MatchQuery> asks) {
    return runs.stream().filter(run -> asks.test(run.query())).toList();
  }

  private static void searchUnits(IndexSnapshot index, UnitType type, List<MatchRun> runs) {
    boolean[] exact =
        index.placesWithin(type, runs.stream().map(run -> run.placeSearch(type)).toList());
    for (int i = 0; i < exact.length; i++) {
      runs.get(i).found(exact[i]);
    }
    List<MatchRun> wanting = asking(runs, MatchQuery::includeUnitMatches);
    List<UnitHits> nearest =
        index.nearest(type, wanting.stream().map(run -> run.nearestSearch(type)).toList());
    for (int i = 0; i < nearest.size(); i++) {
      wanting.get(i).foundNearest(type, nearest.get(i));
    }
  }

  private static void searchChunks(IndexSnapshot index, UnitType type, List<MatchRun> runs) {
    List<SimprintSearch> searches = new ArrayList<>();
    runs.forEach(run -> searches.addAll(run.chunks().searches(type)));
    boolean[] exact = index.chunksWithin(type, searches);
    int next = 0;
    for (MatchRun run : runs) {
      int asked = run.query().simprints().get(type).size();
      boolean all = true;
      for (int i = 0; i < asked; i++) {
        all &= exact[next++];
      }
      run.chunks().found(type, all);
    }
  }
}
