package io.flinkiscc.state;

import io.flinkiscc.index.KeyGroups;
import io.flinkiscc.index.LogSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * Logs of which a checkpoint wants the same key groups, and the deltas that hold all their bytes.
 * What an index writes itself is one group; what it was restored from and still refers to are
 * others, which come before it.
 *
 * @param clip the key groups
 * @param logs what is wanted of which log
 * @param deltas files that {@link io.flinkiscc.index.LogDelta} wrote, in that order
 */
record LogGroup(KeyGroups clip, List<LogSpan> logs, List<StateFile> deltas) {

  LogGroup {
    logs = List.copyOf(logs);
    deltas = List.copyOf(deltas);
  }

  /** The group with fewer logs. */
  LogGroup only(boolean shards, boolean deletes) {
    return new LogGroup(
        clip, logs.stream().filter(log -> log.deletes() ? deletes : shards).toList(), deltas);
  }

  /** Bytes of the logs. */
  long logBytes() {
    return logs.stream().mapToLong(log -> log.end() - log.start()).sum();
  }

  /**
   * Adds the groups of one part of a checkpoint to those of others, in their order. What are parts
   * of one group becomes one again, so that the same is not replayed several times, unless the
   * others have it before what here precedes it.
   */
  static void addAll(List<LogGroup> groups, List<LogGroup> more) {
    int from = 0;
    for (LogGroup group : more) {
      int at = from;
      while (at < groups.size() && !groups.get(at).sameButForClip(group)) {
        at++;
      }
      if (at < groups.size()) {
        KeyGroups both = groups.get(at).clip.or(group.clip);
        groups.set(at, new LogGroup(both, group.logs, group.deltas));
      } else {
        at = from;
        groups.add(at, group);
      }
      from = at + 1;
    }
  }

  private boolean sameButForClip(LogGroup other) {
    return logs.equals(other.logs) && deltas.equals(other.deltas);
  }

  /** The groups as far as they are of some key groups. */
  static List<LogGroup> clipped(List<LogGroup> groups, KeyGroups wanted) {
    List<LogGroup> clipped = new ArrayList<>();
    for (LogGroup group : groups) {
      KeyGroups clip = group.clip.and(wanted);
      if (!clip.isEmpty()) {
        clipped.add(new LogGroup(clip, group.logs, group.deltas));
      }
    }
    return clipped;
  }
}
