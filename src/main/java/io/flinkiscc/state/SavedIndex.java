package io.flinkiscc.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.util.IOUtils;

/** The state of one index operator in a checkpoint. Immutable. */
final class SavedIndex {

  private final OperatorState operator;

  SavedIndex(OperatorState operator) {
    this.operator = operator;
  }

  /** The uid of the operator, if the checkpoint tells it. */
  Optional<String> uid() {
    return operator.getOperatorUid();
  }

  /** The id of the operator, hexadecimal digits. */
  String operatorId() {
    return operator.getOperatorID().toString();
  }

  /** The id of the operator, with its uid if that is known. */
  String describe() {
    return uid().map(uid -> uid + " (" + operatorId() + ")").orElse(operatorId());
  }

  /** Whether a name means it: {@code index.uid}, the uid of the operator, or its id. */
  boolean isCalled(String name) {
    return name.equals(operatorId())
        || operatorId().equals(OperatorIds.textOfUid(name))
        || operatorId().equals(OperatorIds.textOfUid(name + OperatorIds.INDEX));
  }

  int parallelism() {
    return operator.getParallelism();
  }

  int maxParallelism() {
    return operator.getMaxParallelism();
  }

  /** The parts of all tasks, by ascending key groups. */
  List<KeyedStateHandle> handles() {
    List<KeyedStateHandle> handles = new ArrayList<>();
    for (OperatorSubtaskState task : operator.getStates()) {
      handles.addAll(task.getManagedKeyedState());
    }
    handles.sort(
        (a, b) ->
            Integer.compare(
                a.getKeyGroupRange().getStartKeyGroup(), b.getKeyGroupRange().getStartKeyGroup()));
    return handles;
  }

  /**
   * The key groups that no task has written, as text.
   *
   * @return empty if there are none
   */
  String missingKeyGroups() {
    int next = 0;
    List<String> missing = new ArrayList<>();
    for (KeyedStateHandle handle : handles()) {
      int first = handle.getKeyGroupRange().getStartKeyGroup();
      if (first > next) {
        missing.add(next + ".." + (first - 1));
      }
      next = Math.max(next, handle.getKeyGroupRange().getEndKeyGroup() + 1);
    }
    if (next < maxParallelism()) {
      missing.add(next + ".." + (maxParallelism() - 1));
    }
    return String.join(", ", missing);
  }

  /**
   * What the job has told of itself; empty if it was of before there was such a thing.
   *
   * @throws IOException if it cannot be read
   */
  Optional<IndexIdentity> identity() throws IOException {
    List<OperatorStateHandle> lists = new ArrayList<>();
    for (OperatorSubtaskState task : operator.getStates()) {
      lists.addAll(task.getManagedOperatorState());
    }
    try (CloseableRegistry closeables = new CloseableRegistry()) {
      DefaultOperatorStateBackend backend =
          new DefaultOperatorStateBackendBuilder(
                  SavedIndex.class.getClassLoader(),
                  new ExecutionConfig(),
                  false,
                  lists,
                  closeables)
              .build();
      try {
        for (IndexIdentity identity : backend.getUnionListState(IdentityState.descriptor()).get()) {
          return Optional.of(identity);
        }
        return Optional.empty();
      } finally {
        IOUtils.closeQuietly(backend);
        backend.dispose();
      }
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(
          "the identity of the index of operator " + describe() + " cannot be read: " + e, e);
    }
  }
}
