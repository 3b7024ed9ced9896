package io.flinkiscc.match;

import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.UnitType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Measures how much of what a search by comparing everything finds the usual search finds too.
 * Immutable; any thread.
 */
public final class AnswerRecall {

  private final Matcher matcher;

  /** Measures answers by these rules. */
  public AnswerRecall(MatchRules rules) {
    this.matcher = new Matcher(Objects.requireNonNull(rules, "rules"));
  }

  /**
   * What two searches for the same found.
   *
   * @param wanted number of results of the search that compares everything
   * @param found how many of as good ones the usual search found, at most {@code wanted}
   */
  public record Found(long wanted, long found) {

    private Found plus(long moreWanted, long moreFound) {
      return new Found(wanted + moreWanted, found + Math.min(moreWanted, moreFound));
    }
  }

  /**
   * Asks a snapshot twice, once comparing everything. Matches, nearest units and assets with near
   * simprints all count. One that is as good as the last one wanted is as right as that one.
   */
  public Found measure(IndexSnapshot index, MatchQuery query) {
    MatchPart usual = matcher.match(index, query);
    MatchPart exact = matcher.match(index, query.comparingAll());
    Found found = new Found(0, 0).plus(exact.matches().size(), matches(usual, exact));
    for (Map.Entry<UnitType, List<UnitHit>> nearest : exact.unitMatches().entrySet()) {
      List<UnitHit> hits = usual.unitMatches().getOrDefault(nearest.getKey(), List.of());
      found = found.plus(nearest.getValue().size(), hits(hits, nearest.getValue()));
    }
    for (Map.Entry<UnitType, ChunkTypePart> chunks : exact.chunks().entrySet()) {
      ChunkTypePart others = usual.chunks().get(chunks.getKey());
      long both =
          others == null
              ? 0
              : chunks.getValue().evidence().keySet().stream()
                  .filter(others.evidence()::containsKey)
                  .count();
      found = found.plus(chunks.getValue().evidence().size(), both);
    }
    return found;
  }

  private static long matches(MatchPart usual, MatchPart exact) {
    Set<Long> keys = exact.matches().stream().map(AssetMatch::key).collect(Collectors.toSet());
    int wanted = exact.matches().size();
    double last = wanted == 0 ? Double.NaN : exact.matches().get(wanted - 1).score();
    return usual.matches().stream()
        .filter(match -> keys.contains(match.key()) || match.score() == last)
        .count();
  }

  private static long hits(List<UnitHit> usual, List<UnitHit> exact) {
    double farthest = exact.stream().mapToDouble(AnswerRecall::distance).max().orElse(0);
    return usual.stream().filter(hit -> distance(hit) <= farthest).count();
  }

  private static double distance(UnitHit hit) {
    return (double) hit.hamming() / hit.bits();
  }
}
