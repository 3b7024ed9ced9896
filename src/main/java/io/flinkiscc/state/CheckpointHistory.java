package io.flinkiscc.state;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which checkpoints a later one may refer to. Only the last confirmed one may be referred to, and
 * of that only files that every later one refers to as well: when a later one is confirmed, the
 * JobManager deletes what only earlier ones had. Thread-safe.
 */
final class CheckpointHistory {

  private final TreeSet<Long> begun = new TreeSet<>();
  private final TreeMap<Long, CheckpointState> written = new TreeMap<>();
  private long confirmed;

  /**
   * @param restored what the index was restored from
   * @param checkpointId id of that checkpoint
   */
  CheckpointHistory(CheckpointState restored, long checkpointId) {
    confirmed = checkpointId;
    written.put(checkpointId, restored);
  }

  /** Notes that a checkpoint was begun. */
  synchronized void begin(long id) {
    begun.add(id);
  }

  /** What a checkpoint that is written now can refer to. */
  synchronized CheckpointState base() {
    return written
        .get(confirmed)
        .withFiles(
            (name, file) ->
                written.tailMap(confirmed, false).values().stream()
                    .allMatch(later -> file.equals(later.files().get(name))));
  }

  /** Notes a checkpoint that is written; one that was aborted meanwhile is forgotten. */
  synchronized void finish(long id, CheckpointState state) {
    if (begun.remove(id)) {
      written.put(id, state);
    }
  }

  /** Notes that a checkpoint failed, if it was not written. */
  synchronized void end(long id) {
    begun.remove(id);
  }

  /** Notes a confirmed checkpoint; savepoints and others that were never begun do not count. */
  synchronized boolean confirm(long id) {
    if (id <= confirmed || !written.containsKey(id)) {
      return false;
    }
    confirmed = id;
    written.headMap(id).clear();
    begun.headSet(id).clear();
    return true;
  }

  /** Notes a checkpoint that will never be confirmed. */
  synchronized void abort(long id) {
    begun.remove(id);
    if (id != confirmed) {
      written.remove(id);
    }
  }

  /** Names of all files that a later checkpoint may refer to. */
  synchronized Set<String> files() {
    Set<String> names = new HashSet<>();
    written.values().forEach(state -> names.addAll(state.files().keySet()));
    return names;
  }

  /** Number of checkpoints that are remembered. */
  synchronized int size() {
    return begun.size() + written.size();
  }
}
