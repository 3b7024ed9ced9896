package io.flinkiscc.stream;

import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.EnrichedRecordSerializer;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.QueryRejectedException;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.types.BinaryTypeInfo;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Reads the records of a query topic. What is no query goes to the dead letters, gets an {@code
 * invalid} result, and is counted as {@code deadLetters} in the group {@code similarity}.
 */
final class QueryParser extends ProcessFunction<RawRecord, QueryRecord> {

  static final OutputTag<EnrichedRecord> INVALID =
      new OutputTag<>("invalid-queries", BinaryTypeInfo.of(new EnrichedRecordSerializer()));

  private static final long serialVersionUID = 1L;

  private final QueryFormat format;

  private transient Counter deadLetters;

  QueryParser(QueryFormat format) {
    this.format = format;
  }

  @Override
  public void open(OpenContext context) {
    deadLetters =
        getRuntimeContext().getMetricGroup().addGroup("similarity").counter("deadLetters");
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<QueryRecord> out) {
    try {
      out.collect(format.parse(record));
    } catch (QueryRejectedException e) {
      deadLetters.inc();
      context.output(IngestParser.DEAD_LETTERS, DeadLetter.of(record, e));
      context.output(INVALID, EnrichedRecord.invalid(e));
    }
  }
}
