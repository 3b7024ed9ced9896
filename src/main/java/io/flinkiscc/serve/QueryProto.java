package io.flinkiscc.serve;

import com.google.protobuf.ByteString;
import io.flinkiscc.iscc.Iscc;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.serve.proto.Query;
import io.flinkiscc.serve.proto.Simprints;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Queries as messages to the service of a task. A message holds what a task has to know, which is
 * neither the id of a query, nor its time-out, echo and payload.
 */
public final class QueryProto {

  private QueryProto() {}

  /** The message of a query. */
  public static Query of(QueryRecord record) {
    Query.Builder query =
        Query.newBuilder()
            .setLimit(record.limit())
            .setIncludeMetadata(record.includeMetadata())
            .setIncludeUnitMatches(record.includeUnitMatches())
            .setExact(record.exact());
    record.threshold().ifPresent(query::setThreshold);
    record.filter().ifPresent(filter -> query.setFilter(filter.toJson()));
    record.unitTypes().forEach(type -> query.addUnitTypes(type.name()));
    record.isccId().ifPresent(id -> query.setIsccId(id.canonical()));
    record.units().forEach(unit -> query.addCodes(unit.canonical()));
    addSimprints(record.simprints(), query);
    return query.build();
  }

  /**
   * The message of what an index is asked, such as the units of an asset that another task holds.
   *
   * @throws IllegalArgumentException if a unit is of a length that no ISCC-UNIT has
   */
  public static Query of(MatchQuery asked) {
    Query.Builder query =
        Query.newBuilder()
            .setLimit(asked.limit())
            .setIncludeMetadata(asked.includeMetadata())
            .setIncludeUnitMatches(asked.includeUnitMatches())
            .setExact(asked.exact())
            .addAllCodes(MessageFields.unitTexts(asked.units()));
    asked.threshold().ifPresent(query::setThreshold);
    asked.filter().ifPresent(filter -> query.setFilter(filter.toJson()));
    asked.excludedKey().ifPresent(query::setExcludedKey);
    addSimprints(asked.simprints(), query);
    return query.build();
  }

  private static void addSimprints(Map<UnitType, List<Code>> simprints, Query.Builder query) {
    simprints.forEach(
        (type, codes) -> {
          Simprints.Builder ofType = Simprints.newBuilder().setType(type.name());
          codes.forEach(code -> ofType.addCodes(MessageFields.bytes(code)));
          query.addSimprints(ofType);
        });
  }

  /**
   * Reads the query of a message.
   *
   * @param queryId id of the query, which messages do not have
   * @throws InvalidMessageException if the message is no query
   */
  public static QueryRecord record(Query query, String queryId) throws InvalidMessageException {
    if (!query.getIsccId().isEmpty() && query.hasExcludedKey()) {
      throw new InvalidMessageException(
          "excluded_key is given with iscc_id, which leaves its own asset out; give one of them");
    }
    QueryRecord.Builder record =
        QueryRecord.builder(queryId)
            .limit(limit(query))
            .includeMetadata(!query.hasIncludeMetadata() || query.getIncludeMetadata())
            .includeUnitMatches(query.getIncludeUnitMatches())
            .exact(query.getExact())
            .units(units(query))
            .filter(filter(query));
    if (query.hasThreshold()) {
      record.threshold(query.getThreshold());
    }
    if (!query.getIsccId().isEmpty()) {
      record.isccId(MessageFields.checked("iscc_id", () -> IsccId.parse(query.getIsccId())));
    }
    List<UnitType> types = new ArrayList<>();
    for (String name : query.getUnitTypesList()) {
      types.add(MessageFields.type(name));
    }
    simprints(query).forEach(record::simprints);
    return MessageFields.checked("query", record.unitTypes(types)::build);
  }

  /** The asset that a query wants left out of its answer, besides the one that it asks about. */
  public static OptionalLong excludedKey(Query query) {
    return query.hasExcludedKey() ? OptionalLong.of(query.getExcludedKey()) : OptionalLong.empty();
  }

  private static int limit(Query query) throws InvalidMessageException {
    int limit = query.getLimit();
    if (limit < 0) {
      throw new InvalidMessageException(
          "limit is %s, allowed are 1..%d or 0 for %d"
              .formatted(
                  Integer.toUnsignedString(limit),
                  QueryRecord.MAX_LIMIT,
                  QueryRecord.DEFAULT_LIMIT));
    }
    return limit == 0 ? QueryRecord.DEFAULT_LIMIT : limit;
  }

  private static MetadataFilter filter(Query query) throws InvalidMessageException {
    return query.getFilter().isEmpty()
        ? null
        : MessageFields.checked("filter", () -> MetadataFilter.parseJson(query.getFilter()));
  }

  private static List<IsccUnit> units(Query query) throws InvalidMessageException {
    List<IsccUnit> units = new ArrayList<>();
    for (String code : query.getCodesList()) {
      Iscc iscc = MessageFields.checked("codes", () -> Iscc.parse(code));
      if (iscc instanceof IsccUnit unit) {
        units.add(unit);
      } else if (iscc instanceof IsccCode composite) {
        units.addAll(composite.decompose());
      } else {
        throw new InvalidMessageException(
            "codes has " + code + ", allowed are ISCC-UNITs and ISCC-CODEs");
      }
    }
    return units;
  }

  private static Map<UnitType, List<Code>> simprints(Query query) throws InvalidMessageException {
    EnumMap<UnitType, List<Code>> simprints = new EnumMap<>(UnitType.class);
    for (Simprints ofType : query.getSimprintsList()) {
      List<Code> codes = new ArrayList<>(ofType.getCodesCount());
      for (ByteString bits : ofType.getCodesList()) {
        codes.add(MessageFields.simprint(bits));
      }
      MessageFields.putOnce(simprints, MessageFields.type(ofType.getType()), codes);
    }
    return simprints;
  }
}
