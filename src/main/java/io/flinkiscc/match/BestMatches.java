package io.flinkiscc.match;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the best of the matches offered to it, at most a given number. For one thread. */
final class BestMatches {

  private final MatchRules rules;
  private final int limit;
  private final PriorityQueue<AssetMatch> worstFirst;

  BestMatches(MatchRules rules, int limit) {
    this.rules = rules;
    this.limit = limit;
    this.worstFirst = new PriorityQueue<>(rules.bestFirst().reversed());
  }

  /** Whether the asset that the judge found to match last may be among the best so far. */
  boolean wants(AssetJudge judge) {
    return worstFirst.size() < limit
        || !rules.isWorse(judge.relation(), judge.score(), worstFirst.peek());
  }

  /** Takes the asset that the judge found to match last, if it is among the best so far. */
  void offer(long key, AssetJudge judge) {
    boolean full = worstFirst.size() == limit;
    worstFirst.add(judge.match(key));
    if (full) {
      worstFirst.poll();
    }
  }

  /** What was kept, best first. */
  List<AssetMatch> sorted() {
    List<AssetMatch> best = new ArrayList<>(worstFirst);
    best.sort(rules.bestFirst());
    return best;
  }
}
