package io.flinkiscc.job;

import io.flinkiscc.state.IndexOptions;
import java.util.List;

/** The options of how the index gets into checkpoints and out of them. */
final class StateOptions {

  /** Files that are copied to or from a checkpoint at a time. */
  static final JobOption<Integer> INDEX_CHECKPOINT_TRANSFER_THREADS =
      JobOption.withDefault(
          "index.checkpoint.transfer-threads",
          OptionType.integer(1, IndexOptions.MOST_TRANSFER_THREADS),
          "4",
          "Number of files that an index task copies to or from a checkpoint at a time. More are"
              + " quicker where the storage is far away, such as an object store.");

  private StateOptions() {}

  static List<JobOption<?>> all() {
    return List.of(INDEX_CHECKPOINT_TRANSFER_THREADS);
  }
}
