package io.flinkiscc.restore;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;

/** What the metadata of a checkpoint or savepoint says. */
final class StoredState {

  private final List<OperatorSubtaskState> tasks;

  private StoredState(List<OperatorSubtaskState> tasks) {
    this.tasks = tasks;
  }

  /**
   * @param path URI of its directory
   */
  static StoredState load(String path) throws IOException {
    Path metadata = Path.of(URI.create(path)).resolve("_metadata");
    try (DataInputStream in = new DataInputStream(Files.newInputStream(metadata))) {
      return new StoredState(
          Checkpoints.loadCheckpointMetadata(in, StoredState.class.getClassLoader(), path)
              .getOperatorStates()
              .stream()
              .flatMap(operator -> operator.getStates().stream())
              .toList());
    }
  }

  /** Files and parts of the index task that has the fewest. */
  int leastIndexParts() {
    int least = Integer.MAX_VALUE;
    for (OperatorSubtaskState task : tasks) {
      for (KeyedStateHandle handle : task.getManagedKeyedState()) {
        if (handle instanceof IncrementalRemoteKeyedStateHandle index) {
          int parts = index.getPrivateState().size() + index.getSharedState().size();
          least = Math.min(least, parts);
        }
      }
    }
    return least;
  }

  /** Whether there are records that waited between tasks. */
  boolean hasRecordsInFlight() {
    return tasks.stream()
        .anyMatch(
            task ->
                !task.getInputChannelState().isEmpty()
                    || !task.getResultSubpartitionState().isEmpty());
  }
}
