package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import io.flinkiscc.metadata.MetadataFilter;
import io.flinkiscc.metadata.MetadataRow;
import java.util.function.IntPredicate;

/**
 * One file of an index, or the graph that becomes one.
 *
 * @param number place among the shards: a key's entry in a higher one is newer
 * @param rows keys and codes
 * @param dead rows that are dead although {@code rows} has them
 * @param metadata metadata of the rows, or null if none is declared
 * @param effort how its graph is best searched
 */
record Shard(int number, Rows rows, DeadSlots dead, MetadataColumn metadata, Effort effort) {

  Shard(int number, Rows rows, DeadSlots dead, MetadataColumn metadata) {
    this(number, rows, dead, metadata, new Effort());
  }

  /** Makes an empty shard that grows on the heap. */
  static Shard growing(IndexSettings settings, int number) {
    HeapMetadata metadata =
        settings.schema() == null ? null : new HeapMetadata(MetadataRow.empty(settings.schema()));
    return new Shard(number, GraphRows.create(settings), new DeadSlots(), metadata);
  }

  /** Measures what its searches need, unless the user says it. */
  void measure(IndexSettings settings) {
    if (settings.expansionSearch() == 0) {
      effort.measure(this);
    }
  }

  /** Name of the file of a shard. */
  static String fileName(int number) {
    return "shard_%03d.usearch".formatted(number);
  }

  /** Number of live entries. */
  int live() {
    return rows.live() - dead.count();
  }

  /** The slot of a live entry, or -1. */
  int find(UsearchKey key) {
    int slot = rows.slot(key);
    return slot >= 0 && !dead.contains(slot) ? slot : -1;
  }

  /** Whether a slot holds a live entry. */
  boolean isLive(int slot) {
    return !rows.removed(slot) && !dead.contains(slot);
  }

  /** The key of a live entry, or null if it is not or no longer alive. */
  UsearchKey liveKey(int slot) {
    return dead.contains(slot) ? null : rows.key(slot);
  }

  /**
   * Which rows may be returned by a search.
   *
   * @param filter bound filter, or null
   * @return null if all may
   */
  IntPredicate accepted(MetadataFilter filter) {
    if (filter == null) {
      // Entries may die while the search is going on, so an empty set decides nothing.
      return slot -> !dead.contains(slot);
    }
    return slot -> !dead.contains(slot) && filter.matches(metadata.get(slot));
  }
}
