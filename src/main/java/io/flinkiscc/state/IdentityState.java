package io.flinkiscc.state;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * Keeps the identity of the index in the state of its operator: a union list, so that every task of
 * the next run sees it. State of before there was one has none and is taken as it is.
 */
final class IdentityState {

  /** Name of the state. */
  static final String NAME = "index-identity";

  private final IndexIdentity own;
  private final ListState<IndexIdentity> state;
  private final boolean found;

  private IdentityState(IndexIdentity own, ListState<IndexIdentity> state, boolean found) {
    this.own = own;
    this.state = state;
    this.found = found;
  }

  /**
   * Compares with the state that is restored, if any.
   *
   * @throws IllegalStateException if the job must not go on from it
   */
  static IdentityState restore(StateInitializationContext context, IndexIdentity own)
      throws Exception {
    ListState<IndexIdentity> state =
        context.getOperatorStateStore().getUnionListState(descriptor());
    boolean found = false;
    for (IndexIdentity stored : state.get()) {
      own.checkGoesOnFrom(stored);
      found = true;
    }
    return new IdentityState(own, state, found);
  }

  /** How the state is called and written. */
  static ListStateDescriptor<IndexIdentity> descriptor() {
    return new ListStateDescriptor<>(NAME, new IndexIdentitySerializer());
  }

  /** Whether the restored state has an identity. */
  boolean found() {
    return found;
  }

  void snapshot() throws Exception {
    state.update(List.of(own));
  }
}
