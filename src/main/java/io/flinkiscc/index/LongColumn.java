package io.flinkiscc.index;

import java.util.Arrays;

/**
 * An append-only list of longs in chunks that never move. One thread appends; others may read rows
 * they learned of through a safe publication, also while the list grows.
 */
final class LongColumn {

  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_MASK = (1 << CHUNK_BITS) - 1;

  // Volatile: a reader that meets a grown directory must also see what was copied into it.
  private volatile long[][] chunks = new long[4][];
  private int size;

  void append(long value) {
    int index = size >>> CHUNK_BITS;
    if (index == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length * 2);
    }
    if (chunks[index] == null) {
      chunks[index] = new long[1 << CHUNK_BITS];
    }
    chunks[index][size & CHUNK_MASK] = value;
    size++;
  }

  long get(int row) {
    return chunks[row >>> CHUNK_BITS][row & CHUNK_MASK];
  }

  /**
   * Changes a row in place. For rows that only the writer reads, or of which a reader may see the
   * old or the new value, as the version of a death: one that came after a view was taken is newer
   * than the view, which for it is as good as none.
   */
  void set(int row, long value) {
    chunks[row >>> CHUNK_BITS][row & CHUNK_MASK] = value;
  }

  int size() {
    return size;
  }

  long memoryBytes() {
    return ((size + CHUNK_MASK) >>> CHUNK_BITS) * (8L << CHUNK_BITS) + chunks.length * 4L;
  }
}
