package io.flinkiscc.state;

import io.flinkiscc.index.ShardInfo;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.Path;

/**
 * What a completed checkpoint or savepoint holds of indexes, as its metadata, manifests and the
 * heads of its shards say; payload and graphs are not read.
 *
 * @param path where its metadata is
 * @param checkpointId its id
 * @param savepoint whether it is a savepoint
 * @param metadataBytes bytes of its metadata, which small files are in
 * @param indexes its indexes
 */
public record CheckpointReport(
    String path, long checkpointId, boolean savepoint, long metadataBytes, List<Index> indexes) {

  /** Copies the list. */
  public CheckpointReport {
    indexes = List.copyOf(indexes);
  }

  /**
   * An index.
   *
   * @param uid uid of its operator; null if the checkpoint does not tell
   * @param operatorId id of its operator
   * @param parallelism number of tasks that wrote it
   * @param maxParallelism number of key groups
   * @param realm realm of its ISCC-IDs; null if it does not tell
   * @param queriesById whether the job answered queries by ISCC-ID; null if it does not tell
   * @param missingKeyGroups key groups that no task has written, as text; empty if there are none
   * @param tasks what each task wrote, by ascending key groups
   */
  public record Index(
      String uid,
      String operatorId,
      int parallelism,
      int maxParallelism,
      Integer realm,
      Boolean queriesById,
      String missingKeyGroups,
      List<Task> tasks) {

    /** Copies the list. */
    public Index {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * The part of one task.
   *
   * @param firstKeyGroup its first key group
   * @param lastKeyGroup its last key group
   * @param manifestVersion format version of its manifest
   * @param maxEventTimeMicros highest event time, microseconds since 1970 UTC; 0 for none
   * @param shards its sealed shards, the newest first; a shard may be told by several tasks
   * @param packs files of tombstones
   * @param packBytes their bytes
   * @param deltas files of logs
   * @param deltaBytes their bytes
   * @param logBytes bytes of the logs that are wanted of them
   */
  public record Task(
      int firstKeyGroup,
      int lastKeyGroup,
      int manifestVersion,
      long maxEventTimeMicros,
      List<Shard> shards,
      int packs,
      long packBytes,
      int deltas,
      long deltaBytes,
      long logBytes) {

    /** Copies the list. */
    public Task {
      shards = List.copyOf(shards);
    }
  }

  /**
   * A sealed shard as a part of a task.
   *
   * @param name its name
   * @param location where its file is
   * @param bytes bytes of its file
   * @param keyGroups the key groups whose entries are meant, as text
   * @param tombstones number of its entries that are dead by its tombstones
   * @param info what the file says
   */
  public record Shard(
      String name,
      String location,
      long bytes,
      String keyGroups,
      long tombstones,
      ShardInfo info) {}

  /**
   * Looks at a checkpoint or savepoint.
   *
   * @param path as {@link IsccSnapshot#open(String, SnapshotOptions)} takes it
   * @param index which of its indexes, as {@link SnapshotOptions.Builder#index} takes it; null for
   *     all
   * @throws IOException if there is none, or what is read of it is missing, damaged or of a newer
   *     version; the message names the file
   */
  public static CheckpointReport of(String path, String index) throws IOException {
    SavedCheckpoint checkpoint = SavedCheckpoint.load(CheckpointPaths.resolve(new Path(path)));
    List<SavedIndex> saved =
        index == null ? checkpoint.indexes() : List.of(checkpoint.index(index));
    return CheckpointInspection.report(checkpoint, saved);
  }
}
