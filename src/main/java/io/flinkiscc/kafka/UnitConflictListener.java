package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;

/**
 * Hears of records whose units contradict each other: a longer unit does not extend the shorter one
 * that is stated or follows from the ISCC-CODE. Such records are indexed all the same.
 */
@FunctionalInterface
public interface UnitConflictListener {

  /** Does nothing. */
  UnitConflictListener NONE = (id, type) -> {};

  /**
   * Called once per record and unit type, in the thread that parses.
   *
   * @param id ISCC-ID of the record
   * @param type type of the units
   */
  void unitConflict(IsccId id, UnitType type);
}
