package io.flinkiscc.library;

import java.util.ArrayList;
import java.util.List;

/**
 * The shards of an index at one moment. Immutable; a new one takes its place when shards come and
 * go.
 *
 * @param sealed shards that take no more entries, oldest first
 * @param active the shard that grows, or null if the index can not be written
 */
record Shards(List<Shard> sealed, Shard active) {

  Shards {
    sealed = List.copyOf(sealed);
  }

  /** All shards, newest first. */
  List<Shard> newestFirst() {
    List<Shard> all = new ArrayList<>(sealed.size() + 1);
    if (active != null) {
      all.add(active);
    }
    for (int i = sealed.size() - 1; i >= 0; i--) {
      all.add(sealed.get(i));
    }
    return all;
  }

  /** Number of live entries. */
  long live() {
    long sum = active == null ? 0 : active.live();
    for (Shard shard : sealed) {
      sum += shard.live();
    }
    return sum;
  }

  /** Number of entries whose rows are still there although they are dead. */
  long dead() {
    long sum = active == null ? 0 : active.rows().slots() - active.live();
    for (Shard shard : sealed) {
      sum += shard.rows().slots() - shard.live();
    }
    return sum;
  }
}
