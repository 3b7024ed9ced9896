package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.EnrichedRecords;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.serve.proto.Answer;
import io.flinkiscc.serve.proto.Query;
import io.flinkiscc.state.ServedTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One query of a request: what the index is to be asked, or the answer that says why it is not. For
 * one thread.
 */
final class AskedQuery {

  private final MatchQuery terms;
  private final List<String> units;
  private Answer answer;

  private AskedQuery(MatchQuery terms, List<String> units) {
    this.terms = terms;
    this.units = units;
  }

  private AskedQuery(Answer answer) {
    this(null, List.of());
    this.answer = answer;
  }

  /** Finds out what to ask. */
  static AskedQuery of(
      Query query, ServedTask task, ServedIdentity identity, IndexSnapshot snapshot) {
    try {
      // Nobody is told the id; the message has none.
      QueryRecord record = QueryProto.record(query, "-");
      if (record.isccId().isPresent()) {
        return byId(record, record.isccId().get(), task, identity, snapshot);
      }
      return terms(
          record, UnitCodes.of(record.units()), List.of(), QueryProto.excludedKey(query), task);
    } catch (InvalidMessageException e) {
      return invalid(e.getMessage());
    }
  }

  private static AskedQuery byId(
      QueryRecord record,
      IsccId id,
      ServedTask task,
      ServedIdentity identity,
      IndexSnapshot snapshot) {
    if (id.realm() != task.realm()) {
      return invalid(wrongRealm(id, task));
    }
    if (!identity.holds(id.body())) {
      return new AskedQuery(Answer.newBuilder().setStatus(Answer.Status.NOT_HERE).build());
    }
    Optional<Asset> asset = snapshot.get(id.body());
    if (asset.isEmpty()) {
      return new AskedQuery(Answer.newBuilder().setStatus(Answer.Status.NOT_FOUND).build());
    }
    Map<UnitType, Code> units = asset.get().units();
    return terms(record, units, AssetProto.unitTexts(units), OptionalLong.of(id.body()), task);
  }

  static String wrongRealm(IsccId id, ServedTask task) {
    return "iscc_id: "
        + id
        + " is of realm "
        + id.realm()
        + ", allowed are those of realm "
        + task.realm();
  }

  private static AskedQuery terms(
      QueryRecord record,
      Map<UnitType, Code> units,
      List<String> told,
      OptionalLong excluded,
      ServedTask task) {
    Optional<MatchQuery> terms = new QueryTerms(task.unitTypes()).of(record, units);
    return terms.isPresent()
        ? new AskedQuery(terms.get().excluding(excluded), told)
        : invalid(
            new EnrichedRecords(task.realm(), task.unitTypes())
                .notIndexed(record, QueryTerms.askedTypes(record, units), 0)
                .error());
  }

  private static AskedQuery invalid(String why) {
    return new AskedQuery(
        Answer.newBuilder().setStatus(Answer.Status.INVALID).setError(why).build());
  }

  /** What the index is to be asked; empty if the answer is known. */
  Optional<MatchQuery> terms() {
    return answer == null ? Optional.of(terms) : Optional.empty();
  }

  /** Takes what the index has answered. */
  void answered(MatchPart part) {
    answer = PartProto.of(part).toBuilder().addAllUnits(units).build();
  }

  /** The answer, when it is known. */
  Answer answer() {
    return answer;
  }
}
