package io.flinkiscc.process;

import java.io.Serializable;
import java.util.BitSet;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Remembers in checkpointed state the numbers of all records that passed, and refuses a second one
 * of a number: what a checkpoint holds is what an exactly-once sink would have committed. For one
 * task.
 */
final class Seen<T> implements MapFunction<T, T>, CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  /** Tells the number of a record. */
  interface Numbering<T> extends Serializable {
    int number(T record);
  }

  private final Numbering<T> numbering;
  private transient BitSet seen;
  private transient ListState<byte[]> state;

  Seen(Numbering<T> numbering) {
    this.numbering = numbering;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>(
                    "seen", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    seen = new BitSet();
    for (byte[] bits : state.get()) {
      seen.or(BitSet.valueOf(bits));
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(java.util.List.of(seen.toByteArray()));
  }

  @Override
  public T map(T record) {
    int number = numbering.number(record);
    if (seen.get(number)) {
      throw new IllegalStateException(DUPLICATE + number + ": " + record);
    }
    seen.set(number);
    return record;
  }

  /** What the failure begins with that a second record of a number ends in. */
  static final String DUPLICATE = "duplicate record number ";

  /** The numbers seen so far. */
  BitSet numbers() {
    return (BitSet) seen.clone();
  }
}
