package io.flinkiscc.stream;

import io.flinkiscc.index.UnitHit;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.AssetMatch;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.Relation;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.state.IndexAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Queries, askings and answers for tests. */
final class Samples {

  static final Code CODE = Code.of(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
  static final MatchQuery MATCH_QUERY =
      MatchQuery.builder()
          .unit(UnitType.CONTENT_TEXT_V0, CODE)
          .includeUnitMatches(true)
          .limit(100)
          .build();

  private Samples() {}

  static QueryRecord.Builder query(String id) {
    return QueryRecord.builder(id)
        .units(List.of(IsccUnit.of(UnitType.CONTENT_TEXT_V0, CODE.toBytes())));
  }

  static QueryRecord byId(String id, long key) {
    return QueryRecord.builder(id).isccId(IsccId.of(0, key)).build();
  }

  /** A query that needs no resolver. */
  static PreparedQuery ready(QueryRecord record) {
    return new PreparedQuery(record, PreparedQuery.State.READY, UnitCodes.of(record.units()));
  }

  static Ask ask(long askId, long askedAtMillis, long timeoutMillis) {
    return new Ask(
        askId, askedAtMillis * 1000, timeoutMillis, ready(query("q" + askId).build()), MATCH_QUERY);
  }

  /** The answer of the task with these key groups, which found these assets. */
  static IndexAnswer answer(long askId, int firstKeyGroup, int lastKeyGroup, long... keys) {
    List<AssetMatch> matches = new ArrayList<>();
    List<UnitHit> hits = new ArrayList<>();
    for (long key : keys) {
      matches.add(
          new AssetMatch(
              key,
              1,
              Relation.SIMILAR,
              Map.of(UnitType.CONTENT_TEXT_V0, new Distance(0, 64)),
              new byte[0]));
      hits.add(new UnitHit(key, 0, 64));
    }
    return new IndexAnswer(
        askId,
        firstKeyGroup,
        lastKeyGroup,
        1000,
        new MatchPart(matches, Map.of(UnitType.CONTENT_TEXT_V0, hits), Map.of(), Map.of(), true));
  }
}
