package io.flinkiscc.stream;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.IngestFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.state.AssetOpSerializer;
import java.util.Objects;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** Raw records of an ingest topic, read: the changes they ask for, and what is no record. */
public final class IngestRecords {

  private final SingleOutputStreamOperator<AssetOp> parsed;

  private IngestRecords(SingleOutputStreamOperator<AssetOp> parsed) {
    this.parsed = parsed;
  }

  /**
   * Reads records.
   *
   * @param records the records
   * @param format how they are written
   * @param uid uid of the operator
   */
  public static IngestRecords parse(
      DataStream<RawRecord> records, IngestFormat format, String uid) {
    return new IngestRecords(
        records
            .process(new IngestParser(Objects.requireNonNull(format, "format")))
            .returns(AssetOpSerializer.TYPE)
            .name("parse-ingest-records")
            .uid(uid)
            .setParallelism(records.getParallelism()));
  }

  /** The changes, in the order of the records. */
  public DataStream<AssetOp> changes() {
    return parsed;
  }

  /** The records that were refused, with the reason. */
  public DataStream<DeadLetter> deadLetters() {
    return parsed.getSideOutput(IngestParser.DEAD_LETTERS);
  }
}
