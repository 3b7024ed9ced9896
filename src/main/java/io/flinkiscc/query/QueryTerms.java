package io.flinkiscc.query;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.nphd.Code;
import java.io.Serializable;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes what index tasks are asked of a query: its codes, less those of unit types that it does not
 * want compared or that the index does not search. Immutable.
 */
public final class QueryTerms implements Serializable {

  private static final long serialVersionUID = 1L;

  private final EnumSet<UnitType> indexed;

  /**
   * Makes the terms of an index.
   *
   * @param indexed the unit types that the index searches
   */
  public QueryTerms(Collection<UnitType> indexed) {
    this.indexed = EnumSet.copyOf(indexed);
  }

  /**
   * The unit types of its codes that a query wants compared.
   *
   * @param record the query
   * @param units the codes to search by; for a query by ISCC-ID those of the asset
   */
  public static EnumSet<UnitType> askedTypes(QueryRecord record, Map<UnitType, Code> units) {
    EnumSet<UnitType> types = EnumSet.noneOf(UnitType.class);
    types.addAll(units.keySet());
    if (record.isccId().isEmpty()) {
      types.addAll(record.simprints().keySet());
    }
    if (!record.unitTypes().isEmpty()) {
      types.retainAll(record.unitTypes());
    }
    return types;
  }

  /**
   * What to ask; empty if the query has codes, but none that the index searches.
   *
   * @param record the query
   * @param units the codes to search by; for a query by ISCC-ID those of the asset
   */
  public Optional<MatchQuery> of(QueryRecord record, Map<UnitType, Code> units) {
    EnumSet<UnitType> types = askedTypes(record, units);
    boolean asksNothing = types.isEmpty();
    types.retainAll(indexed);
    return types.isEmpty() && !asksNothing
        ? Optional.empty()
        : Optional.of(query(record, units, types));
  }

  private static MatchQuery query(
      QueryRecord record, Map<UnitType, Code> units, EnumSet<UnitType> types) {
    MatchQuery.Builder query =
        MatchQuery.builder()
            .limit(record.limit())
            .threshold(record.threshold())
            .includeMetadata(record.includeMetadata())
            .includeUnitMatches(record.includeUnitMatches())
            .exact(record.exact())
            .filter(record.filter());
    record.isccId().ifPresent(id -> query.excludedKey(OptionalLong.of(id.body())));
    units.forEach(
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
