package io.flinkiscc.state;

import io.flinkiscc.index.IndexSnapshot;
import java.util.TreeMap;

/**
 * Knows what the last completed checkpoint holds, by a snapshot of the index that is taken with
 * each and becomes the committed one when it is complete. The task thread writes, any thread reads.
 */
final class CommittedSnapshots {

  /** Those of checkpoints that are under way. */
  private final TreeMap<Long, IndexSnapshot> pending = new TreeMap<>();

  private volatile CommittedSnapshot last;

  /**
   * @param checkpointId what the index was restored from, 0 if from nothing
   * @param restored the index after that
   */
  CommittedSnapshots(long checkpointId, IndexSnapshot restored) {
    last = new CommittedSnapshot(checkpointId, restored);
  }

  CommittedSnapshot last() {
    return last;
  }

  void begin(long checkpointId, IndexSnapshot snapshot) {
    pending.put(checkpointId, snapshot);
  }

  void complete(long checkpointId) {
    IndexSnapshot snapshot = pending.get(checkpointId);
    if (snapshot != null) {
      last = new CommittedSnapshot(checkpointId, snapshot);
      // A checkpoint is complete only when no earlier one can be any more.
      pending.headMap(checkpointId, true).clear();
    }
  }

  void abort(long checkpointId) {
    pending.remove(checkpointId);
  }
}
