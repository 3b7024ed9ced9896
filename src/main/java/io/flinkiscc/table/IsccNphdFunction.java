package io.flinkiscc.table;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.util.Optional;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * SQL: {@code iscc_nphd(STRING, STRING) -> DOUBLE}, the normalised prefix Hamming distance of two
 * units: the share of differing bits among those both have, 0 to 1. NULL if one is NULL or no unit,
 * or if they are of different types and so not comparable. Any spelling of units is taken.
 *
 * <p>Of INSTANCE units, which are checksums, only a distance of 0 tells anything.
 */
public final class IsccNphdFunction extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  /** The distance of two units, or null. */
  public Double eval(String a, String b) {
    Optional<IsccUnit> one = AnyIscc.unit(a);
    Optional<IsccUnit> other = AnyIscc.unit(b);
    if (one.isEmpty() || other.isEmpty() || one.get().type() != other.get().type()) {
      return null;
    }
    return Distance.between(Code.of(one.get().body()), Code.of(other.get().body())).nphd();
  }
}
