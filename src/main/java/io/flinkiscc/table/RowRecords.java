package io.flinkiscc.table;

import io.flinkiscc.kafka.RawRecord;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.table.data.RowData;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.Collector;

/**
 * Makes ingest records of the rows of a changelog, so that they are read by the rules of the ingest
 * topic and refused ones are dead letters that could be sent there. What an update replaces is left
 * out: the update says all.
 */
final class RowRecords extends ProcessFunction<RowData, RawRecord> {

  private static final long serialVersionUID = 1L;

  private final IngestColumns columns;
  private final String table;
  private transient int subtask;
  private transient long count;

  RowRecords(IngestColumns columns, String table) {
    this.columns = columns;
    this.table = table;
  }

  @Override
  public void open(OpenContext context) {
    subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
  }

  @Override
  public void processElement(RowData row, Context context, Collector<RawRecord> out) {
    if (row.getRowKind() == RowKind.UPDATE_BEFORE) {
      return;
    }
    byte[] key = columns.id(row).map(id -> id.getBytes(StandardCharsets.UTF_8)).orElse(null);
    byte[] value = row.getRowKind() == RowKind.DELETE ? columns.delete(row) : columns.put(row);
    Long timestamp = context.timestamp();
    out.collect(
        new RawRecord(
            table,
            subtask,
            count++,
            timestamp == null ? RawRecord.NO_TIMESTAMP : timestamp,
            key,
            value));
  }
}
