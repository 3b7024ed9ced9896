package io.flinkiscc.index;

import java.util.Arrays;

/** The entries of a full shard that a view sees, in the order of a sealed shard. For one thread. */
final class FullShardSource implements SealedSource {

  private final ActiveShard shard;
  private final int[] entries;
  private int next;

  FullShardSource(ActiveShard shard, long version) {
    this.shard = shard;
    this.entries = sorted(shard, version);
  }

  private static int[] sorted(ActiveShard shard, long version) {
    int[] entries = new int[shard.entries()];
    int live = 0;
    for (int e = 0; e < entries.length; e++) {
      if (shard.visible(e, entries.length, version)) {
        entries[live++] = e;
      }
    }
    Integer[] order = new Integer[live];
    Arrays.setAll(order, i -> entries[i]);
    Arrays.sort(order, (a, b) -> compare(shard, a, b));
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private static int compare(ActiveShard shard, int a, int b) {
    int byGroup = Integer.compare(shard.keyGroups.get(a), shard.keyGroups.get(b));
    return byGroup != 0 ? byGroup : Long.compareUnsigned(shard.keys.get(a), shard.keys.get(b));
  }

  /** Number of entries. */
  int size() {
    return entries.length;
  }

  /** Place in this order by entry of the shard, -1 for those that are not in it. */
  int[] ordinals() {
    int[] ordinals = new int[shard.entries()];
    Arrays.fill(ordinals, -1);
    for (int i = 0; i < entries.length; i++) {
      ordinals[entries[i]] = i;
    }
    return ordinals;
  }

  @Override
  public SealedEntry next() {
    if (next == entries.length) {
      return null;
    }
    int e = entries[next++];
    return new SealedEntry(
        shard.keyGroups.get(e),
        shard.keys.get(e),
        shard.seqs.get(e),
        shard.eventTimes.get(e),
        shard.form(e));
  }
}
