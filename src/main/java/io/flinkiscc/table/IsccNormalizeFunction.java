package io.flinkiscc.table;

import io.flinkiscc.iscc.Iscc;
import org.apache.flink.table.functions.ScalarFunction;

/**
 * SQL: {@code iscc_normalize(STRING) -> STRING}, the canonical form of an ISCC of any kind in any
 * spelling: lower case, with hyphens or blanks, without scheme, as multiformat, or as units one
 * after the other, which become an ISCC-CODE. NULL for NULL and for what is no ISCC.
 */
public final class IsccNormalizeFunction extends ScalarFunction {

  private static final long serialVersionUID = 1L;

  /** The canonical form, or null. */
  public String eval(String iscc) {
    return AnyIscc.read(iscc).map(Iscc::canonical).orElse(null);
  }
}
