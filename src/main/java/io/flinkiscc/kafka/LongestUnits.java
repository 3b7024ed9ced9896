package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Chooses the units of an asset: the longest of each type. */
final class LongestUnits {

  private final Map<UnitType, IsccUnit> longest = new EnumMap<>(UnitType.class);
  private final Set<UnitType> conflicts = EnumSet.noneOf(UnitType.class);

  private LongestUnits() {}

  /**
   * Chooses among the units that a record states and those that follow from its ISCC-CODE.
   *
   * @param stated what counts where both are there and neither extends the other
   * @param derived what fills up types and lengths that are not stated
   * @throws RecordRejectedException if two different units of one type and length are stated
   */
  static LongestUnits of(List<IsccUnit> stated, Collection<IsccUnit> derived)
      throws RecordRejectedException {
    LongestUnits units = new LongestUnits();
    for (int i = 0; i < stated.size(); i++) {
      for (int j = 0; j < i; j++) {
        units.compare(stated.get(j), stated.get(i));
      }
      units.longest.merge(
          stated.get(i).type(), stated.get(i), (a, b) -> a.bits() >= b.bits() ? a : b);
    }
    for (IsccUnit unit : derived) {
      units.addDerived(unit);
    }
    return units;
  }

  private void compare(IsccUnit a, IsccUnit b) throws RecordRejectedException {
    if (a.type() != b.type() || a.extendsUnit(b) || b.extendsUnit(a)) {
      return;
    }
    if (a.bits() == b.bits()) {
      throw new RecordRejectedException(
          ReasonCode.CONFLICTING_UNITS,
          "The units "
              + a
              + " and "
              + b
              + " are both "
              + a.type()
              + " of "
              + a.bits()
              + " bits but differ; allowed is one unit per type and length");
    }
    conflicts.add(a.type());
  }

  private void addDerived(IsccUnit unit) {
    IsccUnit known = longest.putIfAbsent(unit.type(), unit);
    if (known == null || known.extendsUnit(unit)) {
      return;
    }
    if (unit.extendsUnit(known)) {
      longest.put(unit.type(), unit);
    } else {
      conflicts.add(unit.type());
    }
  }

  /** The longest unit of each type, in the order of {@link UnitType}. */
  Map<UnitType, IsccUnit> byType() {
    return longest;
  }

  /** Types whose units contradict each other in their common bits. */
  Set<UnitType> conflicts() {
    return conflicts;
  }
}
