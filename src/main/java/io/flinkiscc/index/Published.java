package io.flinkiscc.index;

import io.flinkiscc.iscc.UnitType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a write leaves for readers, all in one object, so that a reader sees either all of a write
 * or nothing of it. Immutable.
 *
 * @param shards the shards
 * @param entries number of entries of the growing one
 * @param version number of writes so far
 * @param live number of live assets
 * @param indexed the unit types that are searched
 * @param withSimprints number of live assets with simprints, by ordinal of {@link UnitType}
 * @param maxEventTimeMicros highest event time taken, microseconds since 1970 UTC
 */
record Published(
    ShardList shards,
    int entries,
    long version,
    long live,
    Set<UnitType> indexed,
    long[] withSimprints,
    long maxEventTimeMicros) {

  /** The shards as they were then. */
  List<ShardView> views() {
    List<ShardView> views = new ArrayList<>(shards.size());
    views.add(new ActiveShardView(shards.active(), entries, version));
    for (WaitingShard waiting : shards.waiting()) {
      ActiveShard shard = waiting.shard();
      views.add(new ActiveShardView(shard, shard.entries(), version));
    }
    for (SealedPart part : shards.sealed()) {
      views.add(new SealedShardView(part.shard(), part.tombstones().view(version), indexed));
    }
    return views;
  }
}
