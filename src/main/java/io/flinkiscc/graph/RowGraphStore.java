package io.flinkiscc.graph;

import java.util.Arrays;

/**
 * Rows, keys and links of a graph on the heap, in chunks that never move. One thread writes, any
 * number of threads read what was published.
 */
final class RowGraphStore {

  private final RowGraphOptions options;
  private final int connectivityBase;
  private final int codeBytes;
  private volatile RowGraphChunk[] chunks = new RowGraphChunk[4];

  /** Number of published rows. */
  private volatile int size;

  /** Level of the entry in the high half, its slot in the low half; -1 without rows. */
  private volatile long entry = -1;

  private volatile int removedRows;
  private long levelSum;

  /**
   * @param connectivityBase most links on level 0
   */
  RowGraphStore(RowGraphOptions options, int connectivityBase) {
    this.options = options;
    this.connectivityBase = connectivityBase;
    this.codeBytes = options.maxBits() / Byte.SIZE;
  }

  RowGraphOptions options() {
    return options;
  }

  /** Returns the most links of a row on a level. */
  int maxLinks(int level) {
    return level == 0 ? connectivityBase : options.connectivity();
  }

  /** Returns the longest code in bytes. */
  int codeBytes() {
    return codeBytes;
  }

  int size() {
    return size;
  }

  int removedRows() {
    return removedRows;
  }

  /** Returns the sum of the levels of all rows; for the writer. */
  long levelSum() {
    return levelSum;
  }

  /** Returns the rows as they are now, for a search. */
  RowGraphRows rows() {
    // In this order: an entry that is seen is among the rows.
    long from = entry;
    int count = size;
    return new RowGraphRows(this, chunks, count, from);
  }

  /**
   * Writes a row without publishing it.
   *
   * @param code zero behind its end
   * @param length of the code in bytes as it was given
   * @return its slot, {@link #size()}
   */
  int append(UsearchKey key, UsearchQuery code, int length, int level) {
    int slot = size;
    if (slot >= UsearchHeadReader.MAX_ROWS) {
      throw new IllegalStateException(
          "The graph has " + slot + " rows, as many as it can; start another one");
    }
    int index = slot >>> RowGraphChunk.SHIFT;
    RowGraphChunk[] all = chunks;
    if (index == all.length) {
      all = Arrays.copyOf(all, 2 * index);
    }
    if (all[index] == null) {
      all[index] = new RowGraphChunk(options.keyKind(), options.connectivity(), connectivityBase);
      chunks = all;
    }
    all[index].set(inChunk(slot), key, code, length, level);
    return slot;
  }

  /** Publishes the appended row. */
  void publish(int slot, int level) {
    levelSum += level;
    size = slot + 1;
    if (level > topLevel()) {
      setEntry(slot, level);
    }
  }

  /** Sets where searches start. */
  void setEntry(int slot, int level) {
    entry = (long) level << Integer.SIZE | slot;
  }

  /** Returns the level of the entry, -1 without rows. */
  int topLevel() {
    return (int) (entry >> Integer.SIZE);
  }

  void remove(int slot) {
    chunk(slot).remove(inChunk(slot));
    removedRows++;
  }

  boolean removed(int slot) {
    return chunk(slot).removed(inChunk(slot));
  }

  UsearchKey key(int slot) {
    return chunk(slot).key(inChunk(slot));
  }

  boolean hasKey(int slot, UsearchKey key) {
    return chunk(slot).hasKey(inChunk(slot), key);
  }

  int level(int slot) {
    return chunk(slot).level(inChunk(slot));
  }

  int storedLength(int slot) {
    return chunk(slot).length(inChunk(slot));
  }

  int codeBytes(int slot) {
    return Math.min(storedLength(slot), codeBytes);
  }

  long word(int slot, int word) {
    return chunk(slot).word(inChunk(slot), word);
  }

  /** Makes a query of a row. */
  UsearchQuery query(int slot) {
    return UsearchQuery.ofWords(
        word(slot, 0), word(slot, 1), word(slot, 2), word(slot, 3), codeBytes(slot));
  }

  int rank(UsearchQuery query, int slot) {
    return chunk(slot).rank(query, inChunk(slot), codeBytes);
  }

  boolean twin(int slot) {
    return chunk(slot).twin(inChunk(slot));
  }

  void markTwin(int slot) {
    chunk(slot).markTwin(inChunk(slot));
  }

  /** Copies the links of a row, with their marks; for the writer. */
  int links(int slot, int level, int[] target) {
    return chunk(slot).links(inChunk(slot), level, target);
  }

  void setLinks(int slot, int level, int[] links, int count) {
    chunk(slot).setLinks(inChunk(slot), level, links, count);
  }

  void setLink(int slot, int level, int index, int link) {
    chunk(slot).setLink(inChunk(slot), level, index, link);
  }

  /** Returns the heap this store holds, in bytes. */
  long memoryBytes() {
    long count = ((long) size + RowGraphChunk.ROWS - 1) / RowGraphChunk.ROWS;
    long upper = levelSum * Integer.BYTES * (1L + options.connectivity());
    return count * RowGraphChunk.bytes(options.keyKind(), connectivityBase) + upper;
  }

  /** Returns the chunk of a slot. */
  RowGraphChunk chunk(int slot) {
    return chunks[slot >>> RowGraphChunk.SHIFT];
  }

  static int inChunk(int slot) {
    return slot & RowGraphChunk.ROWS - 1;
  }
}
