package io.flinkiscc.stream;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.EnrichedRecordSerializer;
import io.flinkiscc.types.BinaryTypeInfo;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Puts aside the results of queries that were not answered by the whole index, if so wanted. */
final class LookupSplit extends ProcessFunction<EnrichedRecord, EnrichedRecord> {

  static final OutputTag<EnrichedRecord> INCOMPLETE =
      new OutputTag<>("incomplete", BinaryTypeInfo.of(new EnrichedRecordSerializer()));

  private static final long serialVersionUID = 1L;

  private final boolean partial;
  private final boolean unreachable;

  /**
   * @param partial whether to put aside what a part of the index answered
   * @param unreachable whether to put aside what nobody answered
   */
  LookupSplit(boolean partial, boolean unreachable) {
    this.partial = partial;
    this.unreachable = unreachable;
  }

  @Override
  public void processElement(
      EnrichedRecord result, Context context, Collector<EnrichedRecord> out) {
    LookupOutcome outcome = LookupOutcome.of(result);
    boolean aside =
        (partial && outcome == LookupOutcome.PARTIAL)
            || (unreachable && outcome == LookupOutcome.UNREACHABLE);
    if (aside) {
      context.output(INCOMPLETE, result);
    } else {
      out.collect(result);
    }
  }
}
