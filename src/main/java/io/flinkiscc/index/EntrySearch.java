package io.flinkiscc.index;

import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Radius;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * One of the searches that a shard answers in one pass over the codes of a unit type.
 *
 * @param query what is searched for
 * @param k number of nearest codes that are wanted; 0 if all within the bound are
 * @param bound gives, for a common length in bits, the largest distance of interest; asked again
 *     after every hit if the nearest are wanted, else it does not change
 * @param wanted which entries may be hits, of those that are visible
 * @param run how thoroughly to look
 * @param hits takes the entries found, in no particular order
 */
record EntrySearch(
    Code query,
    int k,
    IntUnaryOperator bound,
    IntPredicate wanted,
    SearchRun run,
    ShardView.EntryHits hits) {

  private static final IntPredicate ALL = entry -> true;

  /** For all entries within the radius. */
  static EntrySearch within(Code query, Radius radius, SearchRun run, ShardView.EntryHits hits) {
    return new EntrySearch(query, 0, radius::maxHamming, ALL, run, hits);
  }

  /** For the nearest entries, of which the hits keep as many as they want. */
  static EntrySearch nearest(
      Code query,
      NearestHits nearest,
      IntPredicate wanted,
      SearchRun run,
      ShardView.EntryHits hits) {
    return new EntrySearch(query, nearest.wanted(), nearest::bound, wanted, run, hits);
  }

  /** For the nearest of all entries, whose keys are offered to the hits. */
  static EntrySearch nearest(Code query, NearestHits nearest, SearchRun run, ShardView shard) {
    return nearest(
        query,
        nearest,
        ALL,
        run,
        (entry, hamming, bits) -> nearest.offer(shard.key(entry), hamming, bits));
  }

  /** The same for equal codes only, as far as both reach. */
  EntrySearch exactly() {
    return new EntrySearch(query, 0, bits -> 0, wanted, run, hits);
  }

  /** The same with only those hits that are visible and wanted. */
  EntrySearch among(IntPredicate visible) {
    IntPredicate both =
        wanted == ALL ? visible : entry -> visible.test(entry) && wanted.test(entry);
    return new EntrySearch(
        query,
        k,
        bound,
        both,
        run,
        (entry, hamming, bits) -> {
          if (both.test(entry)) {
            hits.accept(entry, hamming, bits);
          }
        });
  }
}
