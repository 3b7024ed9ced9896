package io.flinkiscc.state;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * What a checkpoint has that a later one can refer to. Immutable.
 *
 * @param files where its files are, by name
 * @param packs its packs of tombstones, by name
 * @param tombstones the tombstones in them, by name
 * @param logs what it has of the logs
 */
record CheckpointState(
    Map<String, RemoteFile> files,
    Map<String, StateFile> packs,
    Map<String, SavedTombstones> tombstones,
    LogState logs) {

  /** Nothing: everything must be written. */
  static final CheckpointState NONE =
      new CheckpointState(Map.of(), Map.of(), Map.of(), LogState.NONE);

  CheckpointState {
    files = Map.copyOf(files);
    packs = Map.copyOf(packs);
    tombstones = Map.copyOf(tombstones);
  }

  /** The same with those files only that can be referred to. */
  CheckpointState withFiles(BiPredicate<String, RemoteFile> usable) {
    Map<String, RemoteFile> fewer = new HashMap<>();
    files.forEach(
        (name, file) -> {
          if (usable.test(name, file)) {
            fewer.put(name, file);
          }
        });
    return new CheckpointState(fewer, packs, tombstones, logs);
  }
}
