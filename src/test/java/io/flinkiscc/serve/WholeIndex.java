package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
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
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The index in one piece, asked in this JVM: what a client has to answer. */
final class WholeIndex implements AutoCloseable {

  private final TaskServer whole;

  WholeIndex(Collection<Asset> assets) throws java.io.IOException {
    this.whole = new TaskServer(Endpoints.place(Endpoints.JOB, 0, 1, 0), assets, 0);
  }

  EnrichedRecord answer(QueryRecord record) {
    EnumSet<UnitType> indexed = EnumSet.allOf(UnitType.class);
    EnrichedRecords records = new EnrichedRecords(0, indexed);
    Map<UnitType, Code> units = UnitCodes.of(record.units());
    if (record.isccId().isPresent()) {
      Optional<Asset> asset = whole.snapshot().get(record.isccId().get().body());
      if (asset.isEmpty()) {
        return records.notFound(record, 0);
      }
      units = asset.get().units();
    }
    Optional<MatchQuery> query = new QueryTerms(indexed).of(record, units);
    if (query.isEmpty()) {
      return records.notIndexed(record, QueryTerms.askedTypes(record, units), 0);
    }
    MatchPart part = new Matcher(MatchRules.tiered()).match(whole.snapshot(), query.get());
    return records.answered(
        record,
        query.get(),
        new FoundParts(
            new MatchMerger(MatchRules.tiered()).merge(query.get(), List.of(part)),
            1,
            whole.snapshot().maxEventTimeMicros(),
            List.of()),
        "",
        0);
  }

  @Override
  public void close() {
    whole.close();
  }
}
