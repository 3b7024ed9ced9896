package io.flinkiscc.graph;

/**
 * The rows of a graph as a search sees them: those that were published when it began, and of later
 * ones those it meets on its way. Safe for many threads.
 */
final class RowGraphRows extends UsearchRows {

  private final RowGraphStore store;
  private final RowGraphChunk[] chunks;
  private final int size;
  private final int entry;
  private final int topLevel;
  private final int codeBytes;

  /**
   * @param entry level and slot of the entry
   */
  RowGraphRows(RowGraphStore store, RowGraphChunk[] chunks, int size, long entry) {
    this.store = store;
    this.chunks = chunks;
    this.size = size;
    this.entry = (int) entry;
    this.topLevel = (int) (entry >> Integer.SIZE);
    this.codeBytes = store.codeBytes();
  }

  @Override
  int slots() {
    return size;
  }

  @Override
  int entry() {
    return entry;
  }

  @Override
  int topLevel() {
    return topLevel;
  }

  @Override
  int maxLinks() {
    return Math.max(store.maxLinks(0), store.maxLinks(1));
  }

  @Override
  int links(int slot, int level, int[] target) {
    int count = chunk(slot).links(RowGraphStore.inChunk(slot), level, target);
    for (int i = 0; i < count; i++) {
      target[i] &= ~RowGraphChunk.KEPT;
    }
    return count;
  }

  @Override
  void ranks(UsearchQuery query, int[] slots, int count, int[] ranks) {
    for (int i = 0; i < count; i++) {
      ranks[i] = chunk(slots[i]).rank(query, RowGraphStore.inChunk(slots[i]), codeBytes);
    }
  }

  @Override
  void ranks(UsearchQuery query, int from, int to, int[] ranks) {
    for (int slot = from; slot < to; slot++) {
      ranks[slot - from] = chunk(slot).rank(query, RowGraphStore.inChunk(slot), codeBytes);
    }
  }

  @Override
  boolean anyRemoved() {
    return store.removedRows() > 0;
  }

  @Override
  boolean removed(int slot) {
    return chunk(slot).removed(RowGraphStore.inChunk(slot));
  }

  @Override
  UsearchKey key(int slot) {
    return chunk(slot).key(RowGraphStore.inChunk(slot));
  }

  @Override
  int codeBytes(int slot) {
    return Math.min(chunk(slot).length(RowGraphStore.inChunk(slot)), codeBytes);
  }

  @Override
  int hamming(UsearchQuery query, int slot) {
    return chunk(slot).hamming(query, RowGraphStore.inChunk(slot), query.common(codeBytes(slot)));
  }

  private RowGraphChunk chunk(int slot) {
    int index = slot >>> RowGraphChunk.SHIFT;
    RowGraphChunk chunk = index < chunks.length ? chunks[index] : null;
    return chunk != null ? chunk : store.chunk(slot);
  }
}
