package io.flinkiscc.library;

import io.flinkiscc.graph.UsearchKey;

/** Makes bloom filters of the keys of an index. */
final class Blooms {

  private static final int SMALLEST = 100_000;

  private Blooms() {}

  /** Returns a filter with all live keys and room for as many again. */
  static ScalableBloomFilter build(KeyKind<?> keys, Shards shards) {
    long wanted = Math.max(SMALLEST, 2 * shards.live());
    ScalableBloomFilter bloom =
        ScalableBloomFilter.builder()
            .initialCapacity((int) Math.min(wanted, Integer.MAX_VALUE))
            .build();
    for (Shard shard : shards.newestFirst()) {
      for (int slot = 0; slot < shard.rows().slots(); slot++) {
        UsearchKey key = shard.liveKey(slot);
        if (key != null) {
          keys.addTo(bloom, key);
        }
      }
    }
    return bloom;
  }

  /** Whether a filter has all live keys. */
  static boolean isComplete(ScalableBloomFilter bloom, KeyKind<?> keys, Shards shards) {
    for (Shard shard : shards.newestFirst()) {
      for (int slot = 0; slot < shard.rows().slots(); slot++) {
        UsearchKey key = shard.liveKey(slot);
        if (key != null && !keys.maybeIn(bloom, key)) {
          return false;
        }
      }
    }
    return true;
  }
}
