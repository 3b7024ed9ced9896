package io.flinkiscc.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.utils.LogicalTypeCasts;
import org.apache.flink.table.types.logical.utils.LogicalTypeChecks;

/**
 * The columns of a sink, which are the fields of an ingest record, and their rows as such records
 * in JSON. Immutable; any thread.
 */
final class IngestColumns implements Serializable {

  private static final long serialVersionUID = 1L;

  private static final JsonFactory JSON = new JsonFactory();

  /** A column of that name, with the type that is told if it has another. */
  private enum Kind {
    ISCC_ID(DataTypes.STRING()),
    ISCC_CODE(DataTypes.STRING()),
    UNITS(DataTypes.ARRAY(DataTypes.STRING())),
    SIMPRINTS(DataTypes.STRING()),
    METADATA(DataTypes.STRING()),
    SEQ(DataTypes.BIGINT()),
    EVENT_TIME(DataTypes.BIGINT()),
    OP(DataTypes.STRING()),
    /** All fields at once. */
    RECORD(DataTypes.STRING());

    private final DataType type;

    Kind(DataType type) {
      this.type = type;
    }

    private String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @param index place in the row
   * @param precision of a TIMESTAMP_LTZ, else -1
   */
  private record Column(int index, Kind kind, int precision) implements Serializable {}

  private final List<Column> columns;
  private final int id;

  private IngestColumns(List<Column> columns, int id) {
    this.columns = List.copyOf(columns);
    this.id = id;
  }

  /**
   * Checks the columns of a table.
   *
   * @throws ValidationException naming what is unknown, missing or of another type
   */
  static IngestColumns of(DataType physicalRow, int[] primaryKey) {
    RowType row = (RowType) physicalRow.getLogicalType();
    List<Column> columns = new ArrayList<>();
    for (RowType.RowField field : row.getFields()) {
      columns.add(column(columns.size(), field));
    }
    int id = row.getFieldIndex(Kind.ISCC_ID.id());
    if (id < 0 || primaryKey.length != 1 || primaryKey[0] != id) {
      throw new ValidationException(
          "An index is fed by a table with the column iscc_id STRING and PRIMARY KEY (iscc_id) NOT"
              + " ENFORCED");
    }
    if (columns.stream().noneMatch(column -> isContent(column.kind()))) {
      throw new ValidationException(
          "There is nothing to index: give the table the column record STRING, or at least one of"
              + " iscc_code STRING, units ARRAY<STRING> and simprints STRING");
    }
    if (columns.size() > 2 && columns.stream().anyMatch(c -> c.kind() == Kind.RECORD)) {
      throw new ValidationException(
          "The column record has all that is indexed; allowed besides is iscc_id only");
    }
    return new IngestColumns(columns, id);
  }

  private static boolean isContent(Kind kind) {
    return kind == Kind.ISCC_CODE
        || kind == Kind.UNITS
        || kind == Kind.SIMPRINTS
        || kind == Kind.RECORD;
  }

  private static Column column(int index, RowType.RowField field) {
    for (Kind kind : Kind.values()) {
      if (kind.id().equals(field.getName())) {
        return column(index, field, kind);
      }
    }
    throw new ValidationException(
        "The column "
            + field.asSummaryString()
            + " is unknown. A table that feeds an index has the fields of an ingest record:"
            + " iscc_id STRING, iscc_code STRING, units ARRAY<STRING>, simprints STRING (JSON),"
            + " metadata STRING (JSON), seq BIGINT, event_time TIMESTAMP_LTZ or BIGINT"
            + " (microseconds), op STRING; or iscc_id and the whole as record STRING (JSON)");
  }

  private static Column column(int index, RowType.RowField field, Kind kind) {
    LogicalType type = field.getType();
    if (kind == Kind.EVENT_TIME && type.is(LogicalTypeRoot.TIMESTAMP_WITH_LOCAL_TIME_ZONE)) {
      return new Column(index, kind, LogicalTypeChecks.getPrecision(type));
    }
    LogicalType wanted = kind.type.getLogicalType();
    if (!LogicalTypeCasts.supportsAvoidingCast(type, wanted)) {
      throw new ValidationException(
          "The column "
              + field.asSummaryString()
              + " has to be of type "
              + (kind == Kind.EVENT_TIME ? "TIMESTAMP_LTZ or BIGINT" : wanted));
    }
    return new Column(index, kind, -1);
  }

  /** The ISCC-ID of a row, if it has one. */
  Optional<String> id(RowData row) {
    return row.isNullAt(id) ? Optional.empty() : Optional.of(row.getString(id).toString());
  }

  /** The record that puts the row. */
  byte[] put(RowData row) {
    for (Column column : columns) {
      if (column.kind() == Kind.RECORD && !row.isNullAt(column.index())) {
        return row.getString(column.index()).toBytes();
      }
    }
    return write(
        json -> {
          for (Column column : columns) {
            if (!row.isNullAt(column.index())) {
              json.writeFieldName(column.kind().id());
              write(json, column, row);
            }
          }
        });
  }

  /**
   * The record that deletes the row. It has no seq: that of the row is the one it was put with, and
   * would make the delete an outdated one.
   */
  byte[] delete(RowData row) {
    return write(
        json -> {
          Optional<String> isccId = id(row);
          if (isccId.isPresent()) {
            json.writeStringField("iscc_id", isccId.get());
          }
          json.writeStringField("op", "delete");
        });
  }

  /** Writes the fields of an object. */
  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] write(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, Column column, RowData row) throws IOException {
    int index = column.index();
    switch (column.kind()) {
      case UNITS -> writeTexts(json, row.getArray(index));
      case SIMPRINTS, METADATA -> writeJson(json, row.getString(index).toString());
      case SEQ -> json.writeNumber(row.getLong(index));
      case EVENT_TIME ->
          json.writeNumber(
              column.precision() < 0
                  ? row.getLong(index)
                  : micros(row.getTimestamp(index, column.precision())));
      case ISCC_ID, ISCC_CODE, OP, RECORD -> json.writeString(row.getString(index).toString());
    }
  }

  private static void writeTexts(JsonGenerator json, ArrayData texts) throws IOException {
    json.writeStartArray();
    for (int i = 0; i < texts.size(); i++) {
      if (texts.isNullAt(i)) {
        json.writeNull();
      } else {
        json.writeString(texts.getString(i).toString());
      }
    }
    json.writeEndArray();
  }

  /** A text that is one JSON value as this value; others as texts, which are then refused. */
  private static void writeJson(JsonGenerator json, String text) throws IOException {
    if (isJson(text)) {
      json.writeRawValue(text);
    } else {
      json.writeString(text);
    }
  }

  private static boolean isJson(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private static long micros(TimestampData time) {
    return time.getMillisecond() * 1000 + time.getNanoOfMillisecond() / 1000;
  }
}
