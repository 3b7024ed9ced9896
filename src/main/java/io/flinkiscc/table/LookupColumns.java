package io.flinkiscc.table;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeCasts;

/** The columns of a table to look up in, checked. Immutable. */
final class LookupColumns implements Serializable {

  private static final long serialVersionUID = 1L;

  private final List<String> names;
  private final List<MatchColumn> columns;

  private LookupColumns(List<String> names, List<MatchColumn> columns) {
    this.names = List.copyOf(names);
    this.columns = Collections.unmodifiableList(new ArrayList<>(columns));
  }

  /**
   * Checks the columns of a table.
   *
   * @throws ValidationException naming the column that is unknown or of another type
   */
  static LookupColumns of(DataType physicalRow) {
    RowType row = (RowType) physicalRow.getLogicalType();
    List<MatchColumn> columns = new ArrayList<>();
    for (RowType.RowField field : row.getFields()) {
      columns.add(column(field));
    }
    return new LookupColumns(row.getFieldNames(), columns);
  }

  private static MatchColumn column(RowType.RowField field) {
    Optional<MatchColumn> known = MatchColumn.of(field.getName());
    if (known.isPresent()) {
      LogicalType wanted = known.get().type().getLogicalType();
      if (!LogicalTypeCasts.supportsAvoidingCast(wanted, field.getType().copy(true))) {
        throw new ValidationException(
            "The column " + field.asSummaryString() + " has to be of type " + wanted);
      }
      return known.get();
    }
    if (isVector(field.getType())) {
      return null;
    }
    throw new ValidationException(
        "The column "
            + field.asSummaryString()
            + " is unknown. A table to look up in may have: "
            + MatchColumn.allowed()
            + ", and for VECTOR_SEARCH one of any other name of type ARRAY<DOUBLE>");
  }

  private static boolean isVector(LogicalType type) {
    return type.is(LogicalTypeRoot.ARRAY)
        && type.getChildren().get(0).is(DataTypes.DOUBLE().getLogicalType().getTypeRoot());
  }

  /** The rows of answers. */
  MatchRows rows() {
    return new MatchRows(columns);
  }

  /**
   * What a lookup searches by.
   *
   * @param keys indexes of the columns, as a lookup join has them
   * @throws ValidationException if nothing can be looked up by them
   */
  List<MatchColumn> keys(int[][] keys) {
    List<MatchColumn> found = new ArrayList<>();
    for (int[] key : keys) {
      MatchColumn column = key.length == 1 ? columns.get(key[0]) : null;
      if (column == null || !(column.isSubject() || isOther(column)) || found.contains(column)) {
        throw wrongKeys(keys);
      }
      found.add(column);
    }
    boolean byId = found.equals(List.of(MatchColumn.ISCC_ID));
    long subjects = found.stream().filter(MatchColumn::isSubject).count();
    if (!byId && (subjects != 1 || found.contains(MatchColumn.ISCC_ID))) {
      throw wrongKeys(keys);
    }
    return found;
  }

  private static boolean isOther(MatchColumn column) {
    return column == MatchColumn.K || column == MatchColumn.ISCC_ID;
  }

  private ValidationException wrongKeys(int[][] keys) {
    List<String> given =
        Arrays.stream(keys)
            .map(key -> key.length == 1 ? names.get(key[0]) : Arrays.toString(key))
            .toList();
    return new ValidationException(
        "Nothing can be looked up by the columns "
            + given
            + "; allowed is equality with one of code, iscc_code and units, which finds similar"
            + " assets, and with k, their number, if that is a column; or with iscc_id alone, which"
            + " finds that asset");
  }

  /** The indexes of the key columns, to give back in every row what was searched by. */
  static int[] indexes(int[][] keys) {
    return Arrays.stream(keys).mapToInt(key -> key[0]).toArray();
  }

  /**
   * Checks the column of a vector search.
   *
   * @throws ValidationException if it has no vectors
   */
  int vector(int[][] searched) {
    if (searched.length == 1 && searched[0].length == 1 && columns.get(searched[0][0]) == null) {
      return searched[0][0];
    }
    throw new ValidationException(
        "VECTOR_SEARCH searches in one column of type ARRAY<DOUBLE> whose name is none of "
            + Arrays.stream(MatchColumn.values()).map(MatchColumn::id).toList());
  }

  /** The rows of a vector search, with the score behind the columns. */
  MatchRows rowsWithScore() {
    List<MatchColumn> all = new ArrayList<>(columns);
    all.add(MatchColumn.SCORE);
    return new MatchRows(all);
  }
}
