package io.flinkiscc.index;

/**
 * Heap that the writing of a sealed shard takes, estimated from its counts: the keys and numbers of
 * all entries, the distinct codes and rows of all columns, and the one graph that is being built.
 */
final class WritingMemory {

  private static final long PER_ENTRY = 40;

  /** Sorting the entries of a full shard, and which became which. */
  private static final long PER_ORDER = 28;

  private static final long PER_CODE = 60;
  private static final long PER_ROW = 20;

  /** A packed code, its level and its slot in a table. */
  private static final long PER_NODE = 64;

  private WritingMemory() {}

  /** Bytes for a full shard, whose graphs are there already. */
  static long of(ActiveShard full) {
    return (PER_ENTRY + PER_ORDER) * full.entries() + (PER_CODE + PER_ROW) * full.rows();
  }

  /**
   * Bytes for what is in a sealed shard.
   *
   * @param options tell which codes get a column and a graph, and of how many links
   */
  static long of(SealedShard shard, EngineOptions options) {
    long bytes = PER_ENTRY * shard.size();
    long largest = 0;
    for (SealedLeftOut left : shard.leftOut(options.unitTypes())) {
      bytes += (PER_CODE + PER_ROW) * left.rows();
      largest = Math.max(largest, left.rows());
    }
    for (SealedMeta.Column column : shard.meta().columns()) {
      bytes += PER_CODE * column.nodes() + PER_ROW * column.rows();
      for (SealedMeta.Length length : column.lengths()) {
        if (length.nodes() >= options.graphFrom()) {
          largest = Math.max(largest, length.nodes());
        }
      }
    }
    return bytes + largest * (PER_NODE + 3L * Integer.BYTES * options.connectivity());
  }
}
