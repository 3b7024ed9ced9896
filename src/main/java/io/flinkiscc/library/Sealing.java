package io.flinkiscc.library;

/**
 * A full shard on its way to disk.
 *
 * @param shard the shard, which takes no more entries
 * @param generation of the manifest that makes it valid; later changes are in its journal
 * @param state what was dead when it became full
 * @param bloom the filter of that moment, which has every key that was alive then even if another
 *     is made without the keys removed since; or null
 */
record Sealing(Shard shard, long generation, SavedState state, ScalableBloomFilter bloom) {}
