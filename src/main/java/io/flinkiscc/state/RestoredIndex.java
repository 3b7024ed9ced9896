package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import java.util.Map;

/**
 * An index as a task begins with it.
 *
 * @param index the index
 * @param state what of it the checkpoint has that it was restored from, and next ones can refer to
 * @param checkpointId id of that checkpoint, -1 if there is none
 * @param parts where the files are of which only a part was fetched, by name of the shard
 * @param figures what the restore cost
 */
record RestoredIndex(
    AssetIndex index,
    CheckpointState state,
    long checkpointId,
    Map<String, FileSource> parts,
    CheckpointFigures.Restore figures) {

  /** One that begins empty. */
  static RestoredIndex empty(AssetIndex index) {
    return new RestoredIndex(
        index, CheckpointState.NONE, -1, Map.of(), CheckpointFigures.Restore.NONE);
  }
}
