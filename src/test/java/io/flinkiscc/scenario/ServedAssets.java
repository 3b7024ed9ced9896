package io.flinkiscc.scenario;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.EnrichedRecords;
import io.flinkiscc.query.FoundParts;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Some assets that are ingested again and again, queries about them, and the right answers. */
final class ServedAssets {

  private static final int ASSETS = 400;
  private static final int QUERIES = 40;
  private static final RandomAssets RANDOM = new RandomAssets(new Random(7));
  private static final List<Asset> ALL = new ArrayList<>();
  private static final List<EnrichedRecord> ANSWERS = new ArrayList<>();

  static {
    for (long key = 0; key < ASSETS; key++) {
      ALL.add(RANDOM.asset(key));
    }
    try (AssetIndex index = AssetIndex.builder().build()) {
      ALL.forEach(asset -> index.apply(AssetOp.upsert(asset, AssetOp.NO_SEQ, 1), 0));
      for (int number = 0; number < QUERIES; number++) {
        ANSWERS.add(answer(index, query(number)));
      }
    }
  }

  private ServedAssets() {}

  /** A change that changes nothing when it comes again. */
  static AssetOp change(long number) {
    return AssetOp.upsert(ALL.get((int) (number % ASSETS)), AssetOp.NO_SEQ, 1);
  }

  /** A query; every so many there is the same again. */
  static QueryRecord query(long number) {
    int kind = (int) (number % QUERIES);
    QueryRecord.Builder query =
        QueryRecord.builder("q" + number).exact(true).limit(25).timeoutMs(60_000);
    if (kind % 2 == 0) {
      return query.isccId(IsccId.of(0, 3L * kind)).build();
    }
    Map<UnitType, Code> units = ALL.get(5 * kind).units();
    List<IsccUnit> asked = new ArrayList<>();
    units.forEach((type, code) -> asked.add(IsccUnit.of(type, code.toBytes())));
    asked.add(IsccUnit.of(UnitType.DATA_NONE_V0, new byte[8]));
    return query.units(asked).build();
  }

  private static EnrichedRecord answer(AssetIndex index, QueryRecord record) {
    EnumSet<UnitType> indexed = EnumSet.allOf(UnitType.class);
    Map<UnitType, Code> units =
        record
            .isccId()
            .map(id -> index.snapshot().get(id.body()).orElseThrow().units())
            .orElseGet(() -> UnitCodes.of(record.units()));
    MatchQuery query = new QueryTerms(indexed).of(record, units).orElseThrow();
    var part = new Matcher(MatchRules.tiered()).match(index.snapshot(), query);
    var merged = new MatchMerger(MatchRules.tiered()).merge(query, List.of(part));
    return new EnrichedRecords(0, indexed)
        .answered(record, query, new FoundParts(merged, 1, 1, List.of()), "", 0);
  }

  /**
   * Whether an answer to {@link #query} is complete.
   *
   * @throws AssertionError if it says so and is wrong, or is not and does not say what is missing
   */
  static boolean isComplete(EnrichedRecord answer) {
    long number = Long.parseLong(answer.queryId().substring(1));
    EnrichedRecord right = ANSWERS.get((int) (number % QUERIES));
    if (answer.status() != Status.OK) {
      boolean marked =
          (answer.status() == Status.PARTIAL || answer.status() == Status.TIMEOUT)
              && answer.completeness() == Completeness.PARTIAL
              && answer.reason() != null;
      require(marked, answer + " is not marked: " + answer.reason() + ", " + answer.error());
      return false;
    }
    require(
        answer.globalMatches().equals(right.globalMatches())
            && answer.units().equals(right.units())
            && answer.completeness() == right.completeness(),
        answer + " is " + answer.globalMatches() + ", right is " + right.globalMatches());
    return true;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }
}
