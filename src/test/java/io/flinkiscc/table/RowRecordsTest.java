package io.flinkiscc.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RawRecordSerializer;
import io.flinkiscc.kafka.RecordRejectedException;
import io.flinkiscc.testing.SavedIndexes;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.data.GenericArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.StringData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.types.DataType;
import org.apache.flink.types.RowKind;
import org.junit.jupiter.api.Test;

/** Rows of a changelog as records of the ingest topic. */
class RowRecordsTest {

  private static final DataType ROW =
      DataTypes.ROW(
          DataTypes.FIELD("seq", DataTypes.BIGINT()),
          DataTypes.FIELD("iscc_id", DataTypes.STRING().notNull()),
          DataTypes.FIELD("units", DataTypes.ARRAY(DataTypes.STRING())),
          DataTypes.FIELD("metadata", DataTypes.STRING()),
          DataTypes.FIELD("event_time", DataTypes.TIMESTAMP_LTZ(6)),
          DataTypes.FIELD("op", DataTypes.STRING()));
  private static final String ID = IsccId.of(0, 5).canonical();
  private static final String UNIT = SavedIndexes.unit(4);

  private static List<RawRecord> records(RowData... rows) throws Exception {
    IngestColumns columns = IngestColumns.of(ROW, new int[] {1});
    try (OneInputStreamOperatorTestHarness<RowData, RawRecord> harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(new RowRecords(columns, "idx")))) {
      harness.setup(RawRecordSerializer.typeInfo().createSerializer(new SerializerConfigImpl()));
      harness.open();
      for (RowData row : rows) {
        harness.processElement(row, 7);
      }
      return new ArrayList<>(harness.extractOutputValues());
    }
  }

  private static GenericRowData row(RowKind kind, String metadata, String op) {
    GenericRowData row =
        GenericRowData.of(
            9L,
            StringData.fromString(ID),
            new GenericArrayData(new Object[] {StringData.fromString(UNIT)}),
            StringData.fromString(metadata),
            TimestampData.fromEpochMillis(1000, 1_000),
            StringData.fromString(op));
    row.setRowKind(kind);
    return row;
  }

  private static String json(RawRecord record) {
    return new String(record.value(), UTF_8);
  }

  @Test
  void putsAreWholeRecordsAndDeletesHaveTheKeyOnly() throws Exception {
    List<RawRecord> records =
        records(
            row(RowKind.INSERT, "{\"a\": 1}", null),
            row(RowKind.UPDATE_BEFORE, null, null),
            row(RowKind.UPDATE_AFTER, null, "add_once"),
            row(RowKind.DELETE, "{}", null));
    String common = "{\"seq\":9,\"iscc_id\":\"" + ID + "\",\"units\":[\"" + UNIT + "\"],";
    assertThat(records.stream().map(RowRecordsTest::json))
        .containsExactly(
            common + "\"metadata\":{\"a\": 1},\"event_time\":1000001}",
            common + "\"event_time\":1000001,\"op\":\"add_once\"}",
            "{\"iscc_id\":\"" + ID + "\",\"op\":\"delete\"}");
    assertThat(records)
        .allMatch(record -> new String(record.key(), UTF_8).equals(ID))
        .allMatch(record -> record.timestampMillis() == 7)
        .extracting(RawRecord::position)
        .containsExactly("idx-0-0", "idx-0-1", "idx-0-2");
    for (RawRecord record : records) {
      assertThat(new IsccJsonFormat(0).parse(record, (id, type) -> {}).orElseThrow().key())
          .isEqualTo(5);
    }
  }

  @Test
  void metadataCannotSmuggleFieldsIn() throws Exception {
    for (String metadata :
        List.of("{},\"op\":\"delete\"", "{}}{", "{", "", "[1]", "1", "\"", "{\"a\":1}//")) {
      RawRecord record = records(row(RowKind.INSERT, metadata, null)).get(0);
      assertThat(json(record)).doesNotContain(",\"op\":\"delete\"");
      assertThat(refusal(record)).as(metadata).contains("metadata");
    }
  }

  @Test
  void nullsInAndAroundUnitsAreRefusedNotLost() throws Exception {
    GenericRowData noUnits = row(RowKind.INSERT, null, null);
    noUnits.setField(2, null);
    GenericRowData nullUnit = row(RowKind.INSERT, null, null);
    nullUnit.setField(2, new GenericArrayData(new Object[] {null}));
    GenericRowData noId = row(RowKind.INSERT, null, null);
    noId.setField(1, null);
    GenericRowData deleteNothing = row(RowKind.DELETE, null, null);
    deleteNothing.setField(1, null);
    assertThat(refusal(records(noUnits).get(0))).contains("nothing to index");
    assertThat(refusal(records(nullUnit).get(0))).contains("units");
    assertThat(refusal(records(noId).get(0))).contains("iscc_id");
    assertThat(refusal(records(deleteNothing).get(0))).contains("iscc_id");
  }

  private static String refusal(RawRecord record) {
    try {
      return "accepted as " + new IsccJsonFormat(0).parse(record, (id, type) -> {});
    } catch (RecordRejectedException e) {
      return e.getMessage();
    }
  }
}
