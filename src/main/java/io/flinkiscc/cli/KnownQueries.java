package io.flinkiscc.cli;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.UnitMatch;
import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.List;

/**
 * Queries of which the distances of the ten nearest assets of the beginning are known. Every other
 * one asks for an exact answer, the rest for the usual one.
 */
final class KnownQueries {

  private static final UnitType TYPE = UnitType.CONTENT_TEXT_V0;
  private static final int DIFFERENT = 16;
  private static final int K = 10;
  private static final int BITS = 256;

  private final BenchOps ops;
  private final NearestDistances[] truth;

  /** Finds the answers, by comparing everything. */
  KnownQueries(BenchOps ops) {
    this.ops = ops;
    Code[] codes = new Code[DIFFERENT];
    Arrays.setAll(codes, ops::query);
    truth = NearestDistances.exact(ops.codes(), codes, K);
  }

  /** Makes queries of their numbers. */
  static PacedSource.Making<QueryRecord> making(BenchOps ops) {
    return number ->
        QueryRecord.builder(String.valueOf(number))
            .units(List.of(IsccUnit.of(TYPE, unit(ops, number).toBytes())))
            .includeMetadata(false)
            .includeUnitMatches(true)
            .limit(K)
            .exact(number % 2 == 0)
            .build();
  }

  private static Code unit(BenchOps ops, long number) {
    return BenchAssets.unit(TYPE, ops.query((int) (number % DIFFERENT)));
  }

  /** Whether an answer is of all of the index, compared everything, and found the nearest. */
  boolean isExactAndRight(EnrichedRecord answer) {
    if (!isExact(answer)) {
      return false;
    }
    NearestDistances wanted = truth[(int) (Long.parseLong(answer.queryId()) % DIFFERENT)];
    List<UnitMatch> hits = answer.unitMatches().getOrDefault(TYPE, List.of());
    if (hits.size() != wanted.count()) {
      return false;
    }
    for (int i = 0; i < hits.size(); i++) {
      int distance = NearestDistances.scaled(hits.get(i).hamming(), BITS);
      if (wanted.countWithin(distance) <= i || wanted.countWithin(distance - 1) > i) {
        return false;
      }
    }
    return true;
  }

  /** Whether an answer is said to be of all of the index, with everything compared. */
  static boolean isExact(EnrichedRecord answer) {
    return answer.completeness() == Completeness.EXACT;
  }

  /** Whether a graph was searched for an answer of all of the index. */
  static boolean isByGraph(EnrichedRecord answer) {
    return answer.completeness() == Completeness.APPROXIMATE;
  }

  /** The log they ask about. */
  BenchOps ops() {
    return ops;
  }
}
