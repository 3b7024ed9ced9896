package io.flinkiscc.stream;

import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.RawRecord;
import java.util.Objects;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Raw records of a query topic, read: the queries, and for what is no query a dead letter and a
 * result that says so, so that whoever asked hears of it.
 */
public final class QueryRecords {

  private final SingleOutputStreamOperator<QueryRecord> parsed;

  private QueryRecords(SingleOutputStreamOperator<QueryRecord> parsed) {
    this.parsed = parsed;
  }

  /**
   * Reads queries.
   *
   * @param records the records
   * @param format how they are written
   * @param uid uid of the operator
   */
  public static QueryRecords parse(DataStream<RawRecord> records, QueryFormat format, String uid) {
    return new QueryRecords(
        records
            .process(new QueryParser(Objects.requireNonNull(format, "format")))
            .returns(IndexedStream.QUERIES)
            .name("parse-queries")
            .uid(uid)
            .setParallelism(records.getParallelism()));
  }

  /** The queries. */
  public DataStream<QueryRecord> queries() {
    return parsed;
  }

  /** The records that were refused, with the reason. */
  public DataStream<DeadLetter> deadLetters() {
    return parsed.getSideOutput(IngestParser.DEAD_LETTERS);
  }

  /** One result with status {@code invalid} for every record that was refused. */
  public DataStream<EnrichedRecord> invalidResults() {
    return parsed.getSideOutput(QueryParser.INVALID);
  }
}
