package io.flinkiscc.index;

import java.util.Optional;

/**
 * How an {@link AssetIndex} is doing.
 *
 * @param liveAssets number of live assets
 * @param sealedShards number of shards in files
 * @param waitingShards number of full shards in memory that are being sealed
 * @param sealedBytes bytes of the files, all of them mapped
 * @param sealedEntries number of entries in the files, dead ones included
 * @param tombstones number of dead entries in the files
 * @param deadEntries number of dead entries in memory and in files
 * @param graphTail codes of the field that is furthest behind that its graph does not have yet
 * @param rotations shards that were full so far
 * @param compactions finished so far
 * @param failedWrites failed attempts to write a file so far
 * @param stallNanos time that writes were slowed down so far, in nanoseconds
 * @param sealings full shards that are in files since, or that had nothing left to write
 * @param activeEntries entries of the growing shard, dead ones included
 * @param activeLogBytes bytes of the log of the growing shard
 * @param sealingBytes bytes of the files that full shards were sealed into so far
 * @param compactionBytes bytes of the files that compaction wrote so far
 * @param expired assets that were removed because of their age so far
 * @param memoryBytes heap of the shards, what is being sealed or compacted takes included; as of
 *     one of the last writes
 * @param lastFailure what the last write of a file failed with, if none has succeeded since
 */
public record IndexStats(
    long liveAssets,
    int sealedShards,
    int waitingShards,
    long sealedBytes,
    long sealedEntries,
    long tombstones,
    long deadEntries,
    int graphTail,
    long rotations,
    long compactions,
    long failedWrites,
    long stallNanos,
    long sealings,
    int activeEntries,
    long activeLogBytes,
    long sealingBytes,
    long compactionBytes,
    long expired,
    long memoryBytes,
    Optional<Exception> lastFailure) {

  static IndexStats of(Shards shards) {
    Published now = shards.published();
    ShardList list = now.shards();
    long sealedBytes = 0;
    long sealedEntries = 0;
    long tombstones = 0;
    for (SealedPart part : list.sealed()) {
      sealedBytes += part.file().storedBytes();
      sealedEntries += part.shard().size();
      tombstones += part.tombstones().count();
    }
    long dead = tombstones + list.active().dead();
    for (WaitingShard waiting : list.waiting()) {
      dead += waiting.shard().dead();
    }
    EngineCounters counters = shards.counters();
    return new IndexStats(
        now.live(),
        list.sealed().size(),
        list.waiting().size(),
        sealedBytes,
        sealedEntries,
        tombstones,
        dead,
        shards.building().tail(),
        counters.rotations.sum(),
        counters.compactions.sum(),
        counters.failedWrites.sum(),
        counters.stallNanos.sum(),
        counters.sealings.sum(),
        now.entries(),
        list.active().log.length(),
        counters.sealingBytes.sum(),
        counters.compactionBytes.sum(),
        counters.expired.sum(),
        shards.memorySeen(),
        Optional.ofNullable(counters.lastFailure.get()));
  }
}
