package io.flinkiscc.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * An append-only list of ints in chunks that never move. One thread appends; others may read rows
 * they learned of through a safe publication, also while the list grows.
 */
final class IntColumn {

  private static final VarHandle ROW = MethodHandles.arrayElementVarHandle(int[].class);
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

  /**
   * Changes a row in place. Who reads the new value by {@link #published} also sees what was
   * written before.
   */
  void publish(int row, int value) {
    ROW.setRelease(chunks[row >>> CHUNK_BITS], row & CHUNK_MASK, value);
  }

  /** The old or the new value of a row that {@link #publish} changes. */
  int published(int row) {
    return (int) ROW.getAcquire(chunks[row >>> CHUNK_BITS], row & CHUNK_MASK);
  }

  int size() {
    return size;
  }

  long memoryBytes() {
    return ((size + CHUNK_MASK) >>> CHUNK_BITS) * (4L << CHUNK_BITS) + chunks.length * 4L;
  }
}
