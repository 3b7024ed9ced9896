package io.flinkiscc.stream;

import io.flinkiscc.kafka.EnrichedRecord;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/** What an {@link IsccLookup} gives: each query has one result in one of the two streams. */
public final class LookupResults {

  private final SingleOutputStreamOperator<EnrichedRecord> split;

  LookupResults(SingleOutputStreamOperator<EnrichedRecord> split) {
    this.split = split;
  }

  /** The results, but for those below. */
  public DataStream<EnrichedRecord> results() {
    return split;
  }

  /**
   * The results of queries that were not answered by the whole index and are put aside for that;
   * each says what is missing and why.
   */
  public DataStream<EnrichedRecord> deadLetters() {
    return split.getSideOutput(LookupSplit.INCOMPLETE);
  }
}
