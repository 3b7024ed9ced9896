package io.flinkiscc.table;

import io.flinkiscc.iscc.IsccUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * SQL: {@code iscc_to_vec(STRING) -> ARRAY<DOUBLE>} of an ISCC-CODE or a unit, or {@code
 * iscc_to_vec(ARRAY<STRING>)} of units: what {@code VECTOR_SEARCH} over a table of this connector
 * takes. The numbers are for that only; distances between such vectors mean nothing. NULL for NULL
 * and for what is neither code nor unit.
 */
public final class IsccToVecFunction extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  /** The vector of a code or unit, or null. */
  public Double[] eval(String iscc) {
    return AnyIscc.units(iscc).map(CodeVector::of).orElse(null);
  }

  /** The vector of units, or null if there is none or one of them is no unit. */
  public Double[] eval(String[] units) {
    if (units == null || units.length == 0) {
      return null;
    }
    List<IsccUnit> all = new ArrayList<>();
    for (String text : units) {
      Optional<IsccUnit> unit = AnyIscc.unit(text);
      if (unit.isEmpty()) {
        return null;
      }
      all.add(unit.get());
    }
    return CodeVector.of(all);
  }
}
