package io.flinkiscc.table;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.types.DataType;

/** The columns that a table to look up in may have. */
enum MatchColumn {
  /** What to search by: an ISCC-CODE, a unit or an ISCC-ID, in any spelling. */
  CODE(DataTypes.STRING()),
  /** What to search by: an ISCC-CODE. */
  ISCC_CODE(DataTypes.STRING()),
  /** What to search by: units. Of an asset that was looked up by its ISCC-ID: its units. */
  UNITS(DataTypes.ARRAY(DataTypes.STRING())),
  /** As a key: most matches. */
  K(DataTypes.INT()),
  /** The similar asset. As a key: the asset itself. */
  ISCC_ID(DataTypes.STRING()),
  /** Score of the asset, 0 to 1. */
  SCORE(DataTypes.DOUBLE()),
  /** Tier of the match. */
  RELATION(DataTypes.STRING()),
  /** Scores by unit type. */
  TYPES(DataTypes.MAP(DataTypes.STRING(), DataTypes.DOUBLE())),
  /** Differing and compared bits by unit type. */
  DISTANCES(
      DataTypes.MAP(
          DataTypes.STRING(),
          DataTypes.ROW(
              DataTypes.FIELD("hamming", DataTypes.INT()),
              DataTypes.FIELD("bits", DataTypes.INT())))),
  /** Metadata of the asset, a JSON object. */
  METADATA(DataTypes.STRING()),
  /** How the search went. */
  STATUS(DataTypes.STRING()),
  /** How much of the index the answer covers. */
  COMPLETENESS(DataTypes.STRING()),
  /** Why the answer is not complete, or what is wrong with the question. */
  REASON(DataTypes.STRING());

  private final DataType type;

  MatchColumn(DataType type) {
    this.type = type;
  }

  /** Name in a table. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  DataType type() {
    return type;
  }

  /** Whether a search by this column finds similar assets. */
  boolean isSubject() {
    return this == CODE || this == ISCC_CODE || this == UNITS;
  }

  static Optional<MatchColumn> of(String name) {
    return Arrays.stream(values()).filter(column -> column.id().equals(name)).findAny();
  }

  /** All of them with their types, for messages. */
  static String allowed() {
    return Arrays.stream(values())
        .map(column -> column.id() + " " + column.type)
        .collect(Collectors.joining(", "));
  }
}
