package io.flinkiscc.table;

import io.flinkiscc.iscc.Iscc;
import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccException;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import java.util.List;
import java.util.Optional;

/** Reads the ISCCs of rows, in any spelling that {@link Iscc#normalize} takes. */
final class AnyIscc {

  private AnyIscc() {}

  /** The ISCC of a text; empty if the text is null or no ISCC. */
  static Optional<Iscc> read(String text) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Iscc.parse(Iscc.normalize(text)));
    } catch (IsccException e) {
      return Optional.empty();
    }
  }

  /** The units of a composite code or of a single unit; empty if the text is neither. */
  static Optional<List<IsccUnit>> units(String text) {
    return read(text)
        .map(
            iscc -> {
              if (iscc instanceof IsccCode code) {
                return code.decompose();
              }
              return iscc instanceof IsccUnit unit ? List.of(unit) : null;
            });
  }

  /** The unit of a text; empty if the text is none. */
  static Optional<IsccUnit> unit(String text) {
    return read(text).map(iscc -> iscc instanceof IsccUnit unit ? unit : null);
  }

  /** The ISCC-ID of a text; empty if the text is none of version 1. */
  static Optional<IsccId> id(String text) {
    return read(text).map(iscc -> iscc instanceof IsccId id ? id : null);
  }
}
