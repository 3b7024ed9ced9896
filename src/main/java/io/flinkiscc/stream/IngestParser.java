package io.flinkiscc.stream;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.DeadLetter;
import io.flinkiscc.kafka.DeadLetterSerializer;
import io.flinkiscc.kafka.IngestFormat;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.kafka.RecordRejectedException;
import io.flinkiscc.types.BinaryTypeInfo;
import java.util.Optional;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Reads the records of an ingest topic. What is no record goes to the dead letters and never fails
 * the job. Counts {@code deadLetters}, {@code skipped} (log entries of other kinds) and {@code
 * unitConflicts} in the group {@code similarity} of its operator.
 */
final class IngestParser extends ProcessFunction<RawRecord, AssetOp> {

  static final OutputTag<DeadLetter> DEAD_LETTERS =
      new OutputTag<>("dead-letters", BinaryTypeInfo.of(new DeadLetterSerializer()));

  private static final long serialVersionUID = 1L;

  private final IngestFormat format;

  private transient Counter deadLetters;
  private transient Counter skipped;
  private transient Counter unitConflicts;

  IngestParser(IngestFormat format) {
    this.format = format;
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup group = getRuntimeContext().getMetricGroup().addGroup("similarity");
    deadLetters = group.counter("deadLetters");
    skipped = group.counter("skipped");
    unitConflicts = group.counter("unitConflicts");
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<AssetOp> out) {
    try {
      Optional<AssetOp> op = format.parse(record, (id, type) -> unitConflicts.inc());
      if (op.isPresent()) {
        out.collect(op.get());
      } else {
        skipped.inc();
      }
    } catch (RecordRejectedException e) {
      deadLetters.inc();
      context.output(DEAD_LETTERS, DeadLetter.of(record, e));
    }
  }
}
