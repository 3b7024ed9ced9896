package io.flinkiscc.table;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.GlobalMatch;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.kafka.UnitScore;
import io.flinkiscc.query.UnitCodes;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericMapData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;

/** Makes rows of answers. Immutable; any thread. */
final class MatchRows implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What a table function gives: all that an answer says. */
  static final MatchRows ANSWER =
      new MatchRows(
          List.of(
              MatchColumn.ISCC_ID,
              MatchColumn.SCORE,
              MatchColumn.RELATION,
              MatchColumn.TYPES,
              MatchColumn.DISTANCES,
              MatchColumn.METADATA,
              MatchColumn.STATUS,
              MatchColumn.COMPLETENESS,
              MatchColumn.REASON));

  private final MatchColumn[] columns;

  /**
   * Rows with some columns.
   *
   * @param columns in their order; null for one that only the caller knows
   */
  MatchRows(List<MatchColumn> columns) {
    this.columns = columns.toArray(MatchColumn[]::new);
  }

  /**
   * One row per similar asset, best first.
   *
   * @param tell whether to make a row of what is wrong if there is no match
   */
  Collection<RowData> of(EnrichedRecord answer, boolean tell) {
    List<RowData> rows = new ArrayList<>();
    for (GlobalMatch match : answer.globalMatches()) {
      rows.add(row(column -> value(column, answer, match)));
    }
    if (rows.isEmpty() && tell && canTell()) {
      rows.add(row(column -> value(column, answer, null)));
    }
    return rows;
  }

  /** The row of an asset that was looked for by its ISCC-ID. */
  RowData of(IsccId id, Asset asset) {
    return row(
        column ->
            switch (column) {
              case ISCC_ID -> StringData.fromString(id.canonical());
              case UNITS ->
                  new GenericArrayData(
                      UnitCodes.texts(asset.units()).stream()
                          .map(StringData::fromString)
                          .toArray());
              case METADATA -> json(asset.metadata());
              case STATUS -> StringData.fromString(Status.OK.id());
              default -> null;
            });
  }

  /** A row of NULLs. */
  RowData empty() {
    return new GenericRowData(columns.length);
  }

  /** Whether there is a column that tells what is wrong. */
  private boolean canTell() {
    return Arrays.asList(columns).contains(MatchColumn.STATUS);
  }

  private GenericRowData row(Function<MatchColumn, Object> value) {
    GenericRowData row = new GenericRowData(columns.length);
    for (int i = 0; i < columns.length; i++) {
      row.setField(i, columns[i] == null ? null : value.apply(columns[i]));
    }
    return row;
  }

  private static Object value(MatchColumn column, EnrichedRecord answer, GlobalMatch match) {
    return switch (column) {
      case ISCC_ID -> match == null ? null : StringData.fromString(match.id().canonical());
      case SCORE -> match == null ? null : match.score();
      case RELATION -> match == null ? null : StringData.fromString(match.relation());
      case TYPES -> match == null ? null : byType(match, UnitScore::score);
      case DISTANCES ->
          match == null
              ? null
              : byType(match, score -> GenericRowData.of(score.hamming(), score.bits()));
      case METADATA -> match == null ? null : json(match.metadataJson());
      case STATUS -> StringData.fromString(answer.status().id());
      case COMPLETENESS ->
          answer.completeness() == null ? null : StringData.fromString(answer.completeness().id());
      case REASON ->
          StringData.fromString(answer.error() != null ? answer.error() : answer.reason());
      case CODE, ISCC_CODE, UNITS, K -> null;
    };
  }

  private static GenericMapData byType(GlobalMatch match, Function<UnitScore, Object> value) {
    Map<StringData, Object> map = new HashMap<>();
    for (Map.Entry<UnitType, UnitScore> type : match.types().entrySet()) {
      map.put(StringData.fromString(type.getKey().name()), value.apply(type.getValue()));
    }
    return new GenericMapData(map);
  }

  private static StringData json(byte[] metadata) {
    return metadata.length == 0
        ? null
        : StringData.fromString(new String(metadata, StandardCharsets.UTF_8));
  }
}
