package io.flinkiscc.table;

import io.flinkiscc.iscc.IsccUnit;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * SQL: {@code iscc_decompose(STRING) -> ARRAY<STRING>}, the canonical units of an ISCC-CODE, or the
 * one unit that is given. NULL for NULL and for everything else, ISCC-IDs included. Any spelling of
 * ISCCs is taken.
 */
public final class IsccDecomposeFunction extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  /** The units of a code or unit, or null. */
  public String[] eval(String iscc) {
    return AnyIscc.units(iscc)
        .map(units -> units.stream().map(IsccUnit::canonical).toArray(String[]::new))
        .orElse(null);
  }
}
