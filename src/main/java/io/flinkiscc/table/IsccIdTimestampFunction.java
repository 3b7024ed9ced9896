package io.flinkiscc.table;

import io.flinkiscc.iscc.IsccId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * SQL: {@code iscc_id_timestamp(STRING) -> TIMESTAMP_LTZ(6)}, the time at which an ISCC-ID was
 * given, which it holds in microseconds. NULL for NULL and for all that is no ISCC-ID of version 1.
 * Any spelling is taken.
 */
public final class IsccIdTimestampFunction extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  /** The time of an ISCC-ID, or null. */
  public @DataTypeHint("TIMESTAMP_LTZ(6)") Instant eval(String isccId) {
    return AnyIscc.id(isccId)
        .map(IsccId::timestampMicros)
        .map(micros -> Instant.EPOCH.plus(micros, ChronoUnit.MICROS))
        .orElse(null);
  }
}
