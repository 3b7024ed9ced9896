package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.roaringbitmap.RoaringBitmap;

/**
 * What is dead at one moment, to be saved with the shards of that moment.
 *
 * @param dead dead rows by number of the shard; shards without are left out
 * @param tombstones keys that have dead entries in sealed shards and no live one
 * @param duplicates whether a key may have rows in several files
 * @param live number of live entries
 * @param deadRows number of rows that are dead
 */
record SavedState(
    Map<Integer, RoaringBitmap> dead,
    Set<UsearchKey> tombstones,
    boolean duplicates,
    long live,
    long deadRows) {

  static SavedState of(LiveIndex index) {
    Map<Integer, RoaringBitmap> dead = new TreeMap<>();
    Shards shards = index.shards();
    for (Shard shard : shards.sealed()) {
      if (!shard.dead().isEmpty()) {
        dead.put(shard.number(), shard.dead().toBitmap());
      }
    }
    return new SavedState(
        dead, Set.copyOf(index.tombstones()), !dead.isEmpty(), shards.live(), shards.dead());
  }
}
