package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An index, asked in this JVM without any network: what a client has to answer. */
final class WholeIndex {

  private final List<IndexSnapshot> parts;

  /** The index that these tasks hold. */
  WholeIndex(List<TaskServer> tasks) {
    this.parts = tasks.stream().map(TaskServer::snapshot).toList();
  }

  private Optional<Asset> get(long key) {
    return parts.stream().flatMap(part -> part.get(key).stream()).findFirst();
  }

  EnrichedRecord answer(QueryRecord record) {
    EnumSet<UnitType> indexed = EnumSet.allOf(UnitType.class);
    EnrichedRecords records = new EnrichedRecords(0, indexed);
    Map<UnitType, Code> units = UnitCodes.of(record.units());
    if (record.isccId().isPresent()) {
      Optional<Asset> asset = get(record.isccId().get().body());
      if (asset.isEmpty()) {
        return records.notFound(record, 0);
      }
      units = asset.get().units();
    }
    Optional<MatchQuery> query = new QueryTerms(indexed).of(record, units);
    if (query.isEmpty()) {
      return records.notIndexed(record, QueryTerms.askedTypes(record, units), 0);
    }
    Matcher matcher = new Matcher(MatchRules.tiered());
    List<MatchPart> found = parts.stream().map(part -> matcher.match(part, query.get())).toList();
    return records.answered(
        record,
        query.get(),
        new FoundParts(
            new MatchMerger(MatchRules.tiered()).merge(query.get(), found),
            parts.size(),
            parts.stream().mapToLong(IndexSnapshot::maxEventTimeMicros).max().orElse(0),
            List.of()),
        "",
        0);
  }
}
