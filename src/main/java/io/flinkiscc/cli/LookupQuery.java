package io.flinkiscc.cli;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.MainType;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.QueryRecord;
import java.util.List;

/** What the queries of a benchmark ask for. */
enum LookupQuery {
  /** The nearest units of one type, and what matches by it. */
  NEAREST(true),
  /** What matches by a unit of one type. */
  MATCH(false),
  /** The nearest units of all types of an asset, and what matches by them together. */
  ASSET(true);

  private final boolean unitMatches;

  LookupQuery(boolean unitMatches) {
    this.unitMatches = unitMatches;
  }

  /**
   * Makes a query.
   *
   * @param number among the queries; those by one type take the types of their assets in turns
   * @param asset whose units it asks by
   */
  QueryRecord query(long number, Asset asset, int k, boolean exact) {
    List<UnitType> types =
        asset.units().keySet().stream()
            .filter(type -> this == ASSET || type.mainType() != MainType.INSTANCE)
            .toList();
    if (this != ASSET) {
      types = List.of(types.get((int) (number % types.size())));
    }
    return QueryRecord.builder(String.valueOf(number))
        .units(types.stream().map(t -> IsccUnit.of(t, asset.units().get(t).toBytes())).toList())
        .includeMetadata(false)
        .includeUnitMatches(unitMatches)
        .limit(k)
        .exact(exact)
        .build();
  }
}
