package io.flinkiscc.state;

import io.flinkiscc.index.AssetOp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * An index task that takes changes on its first input and answers queries on its second.
 *
 * <p>With {@link IndexOptions#answerAfterIngest} queries are kept in checkpointed state until the
 * first input has ended. That state is a union list: after a rescale every task has every waiting
 * query, so whatever key groups it holds then, nobody is left unasked.
 */
public final class EnrichOperator extends IndexOperator
    implements TwoInputStreamOperator<AssetOp, IndexQuery, IndexAnswer>, BoundedMultiInput {

  private static final long serialVersionUID = 1L;
  private static final int CHANGES = 1;

  /** Waiting queries by ask id, in the order they came. */
  private transient Map<Long, IndexQuery> waiting;

  private transient ListState<IndexQuery> waitingState;
  private transient boolean waits;

  /** Makes the operator. */
  public EnrichOperator(IndexOptions options, IndexIdentity identity) {
    super(options, identity);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    waits = options().answerAfterIngest();
    waiting = new LinkedHashMap<>();
    waitingState =
        context
            .getOperatorStateStore()
            .getUnionListState(
                new ListStateDescriptor<>("waiting-queries", IndexQuerySerializer.TYPE));
    for (IndexQuery query : waitingState.get()) {
      waiting.put(query.askId(), query);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    waitingState.update(List.copyOf(waiting.values()));
  }

  @Override
  public void processElement1(StreamRecord<AssetOp> element) {
    change(element.getValue());
  }

  /** That of the changes alone: queries tell no time. */
  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    super.processWatermark1(mark);
    advance(mark);
  }

  @Override
  public void processElement2(StreamRecord<IndexQuery> element) {
    IndexQuery query = element.getValue();
    if (waits) {
      waiting.put(query.askId(), query);
    } else {
      answer(query);
    }
  }

  @Override
  public void endInput(int inputId) {
    if (inputId == CHANGES) {
      waits = false;
      waiting.values().forEach(this::answer);
      waiting.clear();
    }
  }
}
