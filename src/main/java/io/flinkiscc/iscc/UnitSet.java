package io.flinkiscc.iscc;

import java.util.Collection;
import java.util.stream.Collectors;

/** Checks that units can be composed to one ISCC-CODE. */
final class UnitSet {

  private UnitSet() {}

  /**
   * The units by {@link MainType#code()}, null where there is none.
   *
   * @param minBits shortest allowed unit
   * @throws IsccException if a main type occurs twice, DATA or INSTANCE is missing, or a unit is
   *     too short
   */
  static IsccUnit[] of(Collection<IsccUnit> units, int minBits) {
    IsccUnit[] byMainType = new IsccUnit[MainType.ISCC.code()];
    for (IsccUnit unit : units) {
      if (unit.bits() < minBits) {
        throw new IsccException(
            String.format(
                "Unit %s (%s) has %d bits; an ISCC-CODE of this kind takes units of %d bits or"
                    + " more.",
                unit, unit.type(), unit.bits(), minBits));
      }
      int slot = unit.mainType().code();
      if (byMainType[slot] != null) {
        throw new IsccException(
            String.format(
                "An ISCC-CODE takes one %s unit; given are %s.", unit.mainType(), describe(units)));
      }
      byMainType[slot] = unit;
    }
    if (byMainType[MainType.DATA.code()] == null || byMainType[MainType.INSTANCE.code()] == null) {
      throw new IsccException(
          "An ISCC-CODE needs a DATA and an INSTANCE unit; given are " + describe(units) + ".");
    }
    return byMainType;
  }

  /** Types of the first few units, for messages. */
  static String describe(Collection<IsccUnit> units) {
    String types =
        units.stream().limit(8).map(unit -> unit.type().name()).collect(Collectors.joining(", "));
    return units.size() + " units (" + types + (units.size() > 8 ? ", ...)" : ")");
  }
}
