package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.KeyGroups;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Supplier;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.PrioritizedOperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores the index of a task from the first copy of its state that is whole: local files if they
 * are there, else those of the checkpoint.
 */
final class IndexRestorer {

  private static final Logger LOG = LoggerFactory.getLogger(IndexRestorer.class);

  private final KeyGroupRange keyGroups;
  private final int maxParallelism;
  private final Supplier<AssetIndex> empty;
  private final Transfers transfers;
  private final CloseableRegistry closeables;
  private final LocalCopies copies;
  private final boolean linking;

  /**
   * @param keyGroups key groups of the task
   * @param maxParallelism number of key groups of the job
   * @param empty makes an empty index
   * @param closeables is closed when the task is cancelled
   * @param linking whether files of checkpoints on this machine are linked instead of copied
   */
  IndexRestorer(
      KeyGroupRange keyGroups,
      int maxParallelism,
      Supplier<AssetIndex> empty,
      Transfers transfers,
      CloseableRegistry closeables,
      LocalCopies copies,
      boolean linking) {
    this.keyGroups = keyGroups;
    this.maxParallelism = maxParallelism;
    this.empty = empty;
    this.transfers = transfers;
    this.closeables = closeables;
    this.copies = copies;
    this.linking = linking;
  }

  /**
   * Restores the index; an empty one if there is no state.
   *
   * @throws IOException if no copy of the state is whole; the message names a file that is not
   * @throws IllegalStateException if the state is of a job with another number of key groups
   * @throws InterruptedException if the thread was interrupted
   */
  RestoredIndex restore(PrioritizedOperatorSubtaskState state)
      throws IOException, InterruptedException {
    if (!state.isRestored()) {
      return RestoredIndex.empty(empty.get());
    }
    Exception last = null;
    for (StateObjectCollection<KeyedStateHandle> copy : state.getPrioritizedManagedKeyedState()) {
      if (last != null) {
        LOG.warn("A copy of the similarity index cannot be restored, trying the next one", last);
      }
      try {
        return restore(state.getRestoredCheckpointId(), copy);
      } catch (OtherMaxParallelismException e) {
        throw e;
      } catch (IOException | RuntimeException e) {
        last = e;
      }
    }
    if (last == null) {
      return RestoredIndex.empty(empty.get());
    }
    throw new IOException(
        "the similarity index of key groups "
            + keyGroups.getStartKeyGroup()
            + ".."
            + keyGroups.getEndKeyGroup()
            + " cannot be restored from checkpoint "
            + state.getRestoredCheckpointId()
            + "; if a file of it is damaged or gone, start from another one, if not, it is worth"
            + " trying again: "
            + last.getMessage(),
        last);
  }

  /**
   * Restores the index from one copy of its state.
   *
   * @param checkpointId id of the checkpoint that it is of
   * @throws IOException if a file of it cannot be read or is damaged, which the message names
   * @throws IllegalStateException if the state is of a job with another number of key groups
   * @throws InterruptedException if the thread was interrupted
   */
  RestoredIndex restore(long checkpointId, Collection<KeyedStateHandle> handles)
      throws IOException, InterruptedException {
    AssetIndex index = empty.get();
    RestoredIndex restored = null;
    try {
      RestoreAttempt attempt = new RestoreAttempt(index);
      for (KeyedStateHandle handle : handles) {
        // The handle's range, not that of what is inside: a sibling may have gone on with the rest.
        KeyGroupRange wanted = handle.getKeyGroupRange().getIntersection(keyGroups);
        if (wanted.getNumberOfKeyGroups() > 0) {
          HandleFiles files = new HandleFiles(handle, closeables, linking);
          requireSameMaxParallelism(files.manifest());
          attempt.add(files, KeyGroups.range(wanted.getStartKeyGroup(), wanted.getEndKeyGroup()));
        }
      }
      restored = attempt.run(checkpointId, transfers, closeables, copies);
      log(restored, handles.size());
      return restored;
    } finally {
      if (restored == null) {
        index.close();
      }
    }
  }

  private void requireSameMaxParallelism(IndexManifest manifest) {
    int before = manifest.maxParallelism();
    if (before != 0 && before != maxParallelism) {
      throw new OtherMaxParallelismException(
          "the index was written with max parallelism "
              + before
              + " (index.max-parallelism), this job has "
              + maxParallelism
              + ": it can never be changed, because it decides which task an asset belongs to; set "
              + before
              + ", or start without the checkpoint and read the ingest topic from its beginning");
    }
  }

  private void log(RestoredIndex restored, int handles) {
    LOG.info(
        "Restored {} assets of key groups {}..{} from {} handles in {} ms: {} sealed shards and {}"
            + " records of logs, {} bytes downloaded, {} bytes of local files",
        restored.index().liveAssets(),
        keyGroups.getStartKeyGroup(),
        keyGroups.getEndKeyGroup(),
        handles,
        restored.figures().nanos() / 1_000_000,
        restored.index().stats().sealedShards(),
        restored.figures().replayedRecords(),
        restored.figures().downloadedBytes(),
        restored.figures().linkedBytes());
  }

  /** No other copy of the state can help. */
  private static final class OtherMaxParallelismException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    OtherMaxParallelismException(String message) {
      super(message);
    }
  }
}
