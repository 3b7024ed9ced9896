package io.flinkiscc.table;

import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.DeadLetterSerializer;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.RawRecordSerializer;
import io.flinkiscc.stream.IngestRecords;
import io.flinkiscc.stream.IsccIndex;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSink;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.sink.DataStreamSinkProvider;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.data.RowData;

/**
 * Feeds an index with the rows of a changelog: the same operators as in a job that ingests a topic.
 * Immutable.
 */
final class IsccIndexSink implements DynamicTableSink {

  private final String table;
  private final IngestColumns columns;
  private final IsccIndex index;
  private final int realm;
  private final String uid;
  private final Sink<DeadLetter> deadLetters;

  /**
   * @param table its name, for dead letters and logs
   * @param uid first part of the uids of all operators
   */
  IsccIndexSink(
      String table,
      IngestColumns columns,
      IsccIndex index,
      int realm,
      String uid,
      Sink<DeadLetter> deadLetters) {
    this.table = table;
    this.columns = columns;
    this.index = index;
    this.realm = realm;
    this.uid = uid;
    this.deadLetters = deadLetters;
  }

  /** Upserts, and deletes of which only the key is needed. */
  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return ChangelogMode.upsert(true);
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    return new DataStreamSinkProvider() {
      @Override
      public DataStreamSink<?> consumeDataStream(
          ProviderContext provided, DataStream<RowData> rows) {
        return consume(rows);
      }
    };
  }

  private DataStreamSink<?> consume(DataStream<RowData> rows) {
    IngestRecords records =
        IngestRecords.parse(
            rows.process(new RowRecords(columns, table), RawRecordSerializer.typeInfo())
                .name("rows-to-records")
                .uid(uid + "-rows")
                .setParallelism(rows.getParallelism()),
            new IsccJsonFormat(realm),
            uid + "-parse-rows");
    // One stream, because a sink of a table is one: without the index in it, the index would not
    // be in the job.
    DataStream<DeadLetter> fed =
        index.ingest(records.changes()).withoutQueries(DeadLetterSerializer.typeInfo());
    return records
        .deadLetters()
        .process(new DeadLetterLog(table), DeadLetterSerializer.typeInfo())
        .name("log-dead-letters")
        .uid(uid + "-log-dead-letters")
        .setParallelism(rows.getParallelism())
        .union(fed)
        .sinkTo(deadLetters)
        .name("dead-letters")
        .uid(uid + "-dead-letters");
  }

  @Override
  public DynamicTableSink copy() {
    return new IsccIndexSink(table, columns, index, realm, uid, deadLetters);
  }

  @Override
  public String asSummaryString() {
    return "ISCC index";
  }
}
