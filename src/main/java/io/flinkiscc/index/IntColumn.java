package io.flinkiscc.index;

import java.util.Arrays;

/**
 * An append-only list of ints in chunks that never move. One thread appends; others may read rows
 * they learned of through a safe publication, also while the list grows.
 */
final class IntColumn {

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

  // Volatile: a reader that meets a grown directory must also see what was copied into it.
  private volatile int[][] chunks = new int[4][];
  private int size;

  void append(int value) {
    int index = size >>> CHUNK_BITS;
    if (index == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length * 2);
    }
    if (chunks[index] == null) {
      chunks[index] = new int[1 << CHUNK_BITS];
    }
    chunks[index][size & CHUNK_MASK] = value;
    size++;
  }

  int get(int row) {
    return chunks[row >>> CHUNK_BITS][row & CHUNK_MASK];
  }

  /** Changes a row in place; readers see the old or the new value. */
  void set(int row, int value) {
    chunks[row >>> CHUNK_BITS][row & CHUNK_MASK] = value;
  }

  int size() {
    return size;
  }

  long memoryBytes() {
    return ((size + CHUNK_MASK) >>> CHUNK_BITS) * (4L << CHUNK_BITS) + chunks.length * 4L;
  }
}
