package io.flinkiscc.job;

import io.flinkiscc.iscc.UnitType;
import java.util.Set;

/** Options of what is searched. */
final class UnitTypeOptions {

  /** The unit types that are indexed. */
  static final JobOption<Set<UnitType>> INDEX_UNIT_TYPES =
      JobOption.withDefault(
          "index.unit-types",
          OptionType.unitTypes(),
          "all",
          "Unit types of codes and simprints that are searched. Others take no space in the index"
              + " but stay with the assets, so that they can be added later: then shards without"
              + " them are written anew, and searched more slowly until they are. Queries without any of"
              + " these types are invalid.");

  private UnitTypeOptions() {}
}
