package io.flinkiscc.state;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.EnrichedRecords;
import io.flinkiscc.query.FoundParts;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/** Answers queries over one snapshot as a job would that has its index. Immutable; any thread. */
final class SnapshotSearch {

  private final IndexSnapshot snapshot;
  private final int realm;
  private final int keyGroups;
  private final QueryTerms terms;
  private final Matcher matcher;
  private final MatchMerger merger;
  private final EnrichedRecords records;

  /**
   * @param keyGroups number of key groups of the index
   * @param indexed the unit types that are searched
   */
  SnapshotSearch(
      IndexSnapshot snapshot, int realm, int keyGroups, Set<UnitType> indexed, MatchRules rules) {
    this.snapshot = snapshot;
    this.realm = realm;
    this.keyGroups = keyGroups;
    this.terms = new QueryTerms(indexed);
    this.matcher = new Matcher(rules);
    this.merger = new MatchMerger(rules);
    this.records = new EnrichedRecords(realm, indexed);
  }

  EnrichedRecord answer(QueryRecord record) {
    long started = System.nanoTime();
    Map<UnitType, Code> units = UnitCodes.of(record.units());
    if (record.isccId().isPresent()) {
      IsccId id = record.isccId().get();
      if (id.realm() != realm) {
        return records.unsupported(
            record,
            id + " is of realm " + id.realm() + ", the index is of realm " + realm,
            since(started));
      }
      Optional<Asset> asset = snapshot.get(id.body());
      if (asset.isEmpty()) {
        return records.notFound(record, since(started));
      }
      units = asset.get().units();
    }
    Optional<MatchQuery> query = terms.of(record, units);
    if (query.isEmpty()) {
      return records.notIndexed(record, QueryTerms.askedTypes(record, units), since(started));
    }
    return records.answered(
        record,
        query.get(),
        search(record, query.get(), started),
        "were not searched within " + record.timeoutMs().orElse(0) + " ms",
        since(started));
  }

  private FoundParts search(QueryRecord record, MatchQuery query, long started) {
    IndexSnapshot searched = snapshot;
    if (record.timeoutMs().isPresent()) {
      long nanos = TimeUnit.MILLISECONDS.toNanos(record.timeoutMs().getAsLong());
      searched = snapshot.stoppedBy(() -> System.nanoTime() - started > nanos);
    }
    try {
      MatchPart part = matcher.match(searched, query);
      return new FoundParts(
          merger.merge(query, List.of(part)), 1, snapshot.maxEventTimeMicros(), List.of());
    } catch (CancellationException e) {
      return new FoundParts(
          merger.merge(query, List.of()), 0, 0, List.of(new int[] {0, keyGroups - 1}));
    }
  }

  private static long since(long started) {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - started);
  }
}
