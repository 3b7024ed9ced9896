package io.flinkiscc.stream;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchQuery;
import java.io.Serializable;
import java.util.Collection;
import java.util.EnumSet;
import java.util.OptionalLong;

/**
 * Makes what index tasks are asked of a query: its codes, less those of unit types that it does not
 * want compared or that the index does not search. Immutable.
 */
final class QueryTerms implements Serializable {

  private static final long serialVersionUID = 1L;

  private final EnumSet<UnitType> indexed;

  /**
   * @param indexed the unit types that the index searches
   */
  QueryTerms(Collection<UnitType> indexed) {
    this.indexed = EnumSet.copyOf(indexed);
  }

  /** What to ask; null if the query has codes, but none that the index searches. */
  MatchQuery of(PreparedQuery prepared) {
    EnumSet<UnitType> types = prepared.askedTypes();
    boolean asksNothing = types.isEmpty();
    types.retainAll(indexed);
    return types.isEmpty() && !asksNothing ? null : query(prepared, types);
  }

  private static MatchQuery query(PreparedQuery prepared, EnumSet<UnitType> types) {
    QueryRecord record = prepared.record();
    MatchQuery.Builder query =
        MatchQuery.builder()
            .limit(record.limit())
            .threshold(record.threshold())
            .includeMetadata(record.includeMetadata())
            .includeUnitMatches(record.includeUnitMatches())
            .exact(record.exact());
    record.isccId().ifPresent(id -> query.excludedKey(OptionalLong.of(id.body())));
    prepared
        .units()
        .forEach(
            (type, code) -> {
              if (types.contains(type)) {
                query.unit(type, code);
              }
            });
    if (record.isccId().isEmpty()) {
      record
          .simprints()
          .forEach(
              (type, codes) -> {
                if (types.contains(type)) {
                  codes.forEach(code -> query.simprint(type, code));
                }
              });
    }
    return query.build();
  }
}
