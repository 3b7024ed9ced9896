package io.flinkiscc.cli;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.UnitMatch;
import java.util.List;

/**
 * Counts how many of the results of exact answers others found: by distance and score, so that any
 * of several equally good ones counts.
 */
final class LookupRecall {

  private static final double SAME_SCORE = 1e-9;

  private long found;
  private long all;

  /** Takes an answer and the exact one to the same query. */
  void compare(EnrichedRecord answer, EnrichedRecord exact) {
    exact
        .unitMatches()
        .forEach(
            (type, nearest) ->
                compareUnits(answer.unitMatches().getOrDefault(type, List.of()), nearest));
    if (exact.unitMatches().isEmpty() && !exact.globalMatches().isEmpty()) {
      compareMatches(answer.globalMatches(), exact.globalMatches());
    }
  }

  private void compareUnits(List<UnitMatch> answer, List<UnitMatch> exact) {
    if (exact.isEmpty()) {
      return;
    }
    int farthest = scaled(exact.get(exact.size() - 1));
    long near = answer.stream().filter(hit -> scaled(hit) <= farthest).count();
    found += Math.min(near, exact.size());
    all += exact.size();
  }

  private static int scaled(UnitMatch hit) {
    return NearestDistances.scaled(hit.hamming(), hit.bits());
  }

  private void compareMatches(List<GlobalMatch> answer, List<GlobalMatch> exact) {
    double least = exact.get(exact.size() - 1).score() - SAME_SCORE;
    found += Math.min(exact.size(), answer.stream().filter(m -> m.score() >= least).count());
    all += exact.size();
  }

  /** Share of the results found; null if there were none. */
  Double recall() {
    return all == 0 ? null : (Double) ((double) found / all);
  }
}
