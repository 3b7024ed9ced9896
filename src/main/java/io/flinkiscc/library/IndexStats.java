package io.flinkiscc.library;

/**
 * Figures of an index at one moment.
 *
 * @param size live entries
 * @param dead entries that are removed or replaced and still take room
 * @param tombstones removed keys that sealed shards still have
 * @param shards number of shards, the growing one included
 * @param activeSize live entries of the growing shard
 * @param waitingShards full shards that are being written
 * @param dirty changes since the last save
 * @param fileBytes size of the files
 * @param mappedBytes files mapped into memory
 * @param heapBytes heap of rows, graphs and key tables, without metadata values
 * @param bloomBytes heap of the bloom filter
 * @param journalBytes size of the journal
 */
public record IndexStats(
    long size,
    long dead,
    int tombstones,
    int shards,
    long activeSize,
    int waitingShards,
    long dirty,
    long fileBytes,
    long mappedBytes,
    long heapBytes,
    long bloomBytes,
    long journalBytes) {

  static IndexStats of(IndexStore store, long fileBytes, int waiting, long journalBytes) {
    LiveIndex live = store.live();
    Shards shards = live.shards();
    long mapped = 0;
    long heap = 0;
    for (Shard shard : shards.newestFirst()) {
      mapped += shard.rows() instanceof FileRows ? shard.rows().fileBytes() : 0;
      heap += shard.rows().heapBytes();
      heap += shard.metadata() == null ? 0 : shard.metadata().heapBytes();
    }
    ScalableBloomFilter bloom = live.bloom();
    return new IndexStats(
        shards.live(),
        shards.dead(),
        live.tombstones().size(),
        shards.newestFirst().size(),
        shards.active() == null ? 0 : shards.active().live(),
        waiting,
        store.dirty(),
        fileBytes,
        mapped,
        heap,
        bloom == null ? 0 : bloom.memoryBytes(),
        journalBytes);
  }
}
