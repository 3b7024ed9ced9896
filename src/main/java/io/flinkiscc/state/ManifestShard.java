package io.flinkiscc.state;

import io.flinkiscc.index.KeyGroups;

/**
 * A sealed shard of a checkpoint.
 *
 * @param file its file
 * @param clip the key groups whose entries are meant
 * @param tombstones the dead entries that the logs do not tell; null if there are none
 */
record ManifestShard(StateFile file, KeyGroups clip, SavedTombstones tombstones) {}
