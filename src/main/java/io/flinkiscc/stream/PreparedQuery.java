package io.flinkiscc.stream;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.query.QueryTerms;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;

/**
 * A query that is ready to be asked, or that nobody needs to be asked. Immutable.
 *
 * @param record the query as it came
 * @param state whether it can be asked
 * @param units the codes to search by; for a query by ISCC-ID those of the asset
 */
record PreparedQuery(QueryRecord record, State state, Map<UnitType, Code> units) {

  /** Whether a query can be asked. */
  enum State {
    /** It has codes to search by. */
    READY,
    /** It asks about an ISCC-ID that is not live. */
    NOT_FOUND,
    /** It asks about an ISCC-ID, and such queries are switched off. */
    BY_ID_SWITCHED_OFF,
    /** It has codes to search by, but of no unit type that the index searches. */
    NOT_INDEXED
  }

  PreparedQuery {
    Objects.requireNonNull(record, "record");
    Objects.requireNonNull(state, "state");
    EnumMap<UnitType, Code> copy = new EnumMap<>(UnitType.class);
    copy.putAll(units);
    units = Collections.unmodifiableMap(copy);
  }

  /** The same in another state. */
  PreparedQuery in(State other) {
    return new PreparedQuery(record, other, units);
  }

  /** The unit types of its codes that it wants compared. */
  EnumSet<UnitType> askedTypes() {
    return QueryTerms.askedTypes(record, units);
  }
}
