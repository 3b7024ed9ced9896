package io.flinkiscc.state;

import io.flinkiscc.index.AssetOp;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * An index task that only takes changes. Its state is that of an {@link EnrichOperator} with the
 * same uid, so a job may gain or lose its queries between runs.
 */
public final class IngestOperator extends IndexOperator
    implements OneInputStreamOperator<AssetOp, IndexAnswer> {

  private static final long serialVersionUID = 1L;

  /** Makes the operator. */
  public IngestOperator(IndexOptions options, IndexIdentity identity) {
    super(options, identity);
  }

  @Override
  public void processElement(StreamRecord<AssetOp> element) {
    change(element.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    super.processWatermark(mark);
    advance(mark);
  }
}
