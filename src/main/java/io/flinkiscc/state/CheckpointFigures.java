package io.flinkiscc.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What the checkpoints and the restore of an index task cost. Thread-safe. */
final class CheckpointFigures {

  private static final int REMEMBERED = 1000;

  private final Deque<Checkpoint> checkpoints = new ArrayDeque<>();
  private final Map<Long, Long> syncNanos = new HashMap<>();
  private Restore restore = Restore.NONE;
  private Consumer<Checkpoint> listener = checkpoint -> {};

  /**
   * A checkpoint that was written.
   *
   * @param id its id
   * @param syncNanos how long the task stood still
   * @param asyncNanos how long writing took, ns
   * @param uploadedBytes bytes written
   * @param uploadedFiles files written
   * @param reusedBytes bytes that were there already
   * @param reusedFiles files that were there already
   * @param deltaBytes bytes written of logs
   * @param shardBytes bytes written of sealed shards
   * @param tombstoneBytes bytes written of tombstones
   * @param manifestBytes bytes of the manifest
   */
  record Checkpoint(
      long id,
      long syncNanos,
      long asyncNanos,
      long uploadedBytes,
      int uploadedFiles,
      long reusedBytes,
      int reusedFiles,
      long deltaBytes,
      long shardBytes,
      long tombstoneBytes,
      long manifestBytes) {

    Checkpoint withSyncNanos(long nanos) {
      return new Checkpoint(
          id,
          nanos,
          asyncNanos,
          uploadedBytes,
          uploadedFiles,
          reusedBytes,
          reusedFiles,
          deltaBytes,
          shardBytes,
          tombstoneBytes,
          manifestBytes);
    }
  }

  /**
   * The restore.
   *
   * @param nanos how long it took
   * @param downloadedBytes bytes copied from checkpoints
   * @param linkedBytes bytes taken over from local files
   * @param replayedRecords records of logs
   * @param source {@code none}, {@code local}, {@code remote} or {@code mixed}
   */
  record Restore(
      long nanos, long downloadedBytes, long linkedBytes, long replayedRecords, String source) {

    static final Restore NONE = new Restore(0, 0, 0, 0, "none");
  }

  /** Notes how long the task stood still for a checkpoint, before it is written. */
  synchronized void began(long id, long nanos) {
    syncNanos.put(id, nanos);
  }

  /** Notes a checkpoint that is written. */
  synchronized void wrote(Checkpoint checkpoint) {
    Long sync = syncNanos.get(checkpoint.id());
    checkpoints.add(checkpoint.withSyncNanos(sync == null ? 0 : sync));
    if (checkpoints.size() > REMEMBERED) {
      checkpoints.remove();
    }
    listener.accept(checkpoints.getLast());
  }

  /** Sets who is told of every checkpoint that is written, in any thread. */
  synchronized void onWritten(Consumer<Checkpoint> listener) {
    this.listener = listener;
  }

  /** Notes that nothing more is to come of a checkpoint. */
  synchronized void ended(long id) {
    syncNanos.remove(id);
  }

  synchronized void restored(Restore figures) {
    restore = figures;
  }

  synchronized Restore restore() {
    return restore;
  }

  /** The last checkpoints that were written, the newest last. */
  synchronized List<Checkpoint> checkpoints() {
    return List.copyOf(checkpoints);
  }

  /** The last checkpoint that was written; null if there is none. */
  synchronized Checkpoint last() {
    return checkpoints.peekLast();
  }
}
