package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.util.Arrays;

/**
 * Codes of one length as rows of one to four longs, so that reading a code touches one or two cache
 * lines. One thread appends; others may read rows whose number was published to them. Appending
 * moves no row.
 */
final class RowStore {

  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK_ROWS = 1 << CHUNK_SHIFT;
  private static final int CHUNK_MASK = CHUNK_ROWS - 1;

  private final int bits;
  private final int words;
  private volatile long[][] chunks = new long[4][];

  RowStore(int bits) {
    this.bits = bits;
    this.words = (bits + Long.SIZE - 1) / Long.SIZE;
  }

  /** Writes a row behind the last one. */
  void append(int row, Code code) {
    long[][] all = chunks;
    int index = row >> CHUNK_SHIFT;
    if (index == all.length) {
      all = Arrays.copyOf(all, 2 * index);
    }
    if (all[index] == null) {
      all[index] = new long[CHUNK_ROWS * words];
      chunks = all;
    }
    long[] chunk = all[index];
    int at = (row & CHUNK_MASK) * words;
    for (int i = 0; i < words; i++) {
      chunk[at + i] = code.word(i);
    }
  }

  /** Returns a code. */
  Code code(int row) {
    return Code.ofWords(bits, word(row, 0), word(row, 1), word(row, 2), word(row, 3));
  }

  /** Returns 64 bits of a code. */
  long word(int row, int i) {
    return i < words ? chunks[row >> CHUNK_SHIFT][(row & CHUNK_MASK) * words + i] : 0;
  }

  /** Returns the number of longs in a row. */
  int words() {
    return words;
  }

  /** Returns the number of bits in which two rows differ. */
  int distance(int a, int b) {
    long[][] all = chunks;
    long[] x = all[a >> CHUNK_SHIFT];
    long[] y = all[b >> CHUNK_SHIFT];
    int atX = (a & CHUNK_MASK) * words;
    int atY = (b & CHUNK_MASK) * words;
    int sum = 0;
    for (int i = 0; i < words; i++) {
      sum += Long.bitCount(x[atX + i] ^ y[atY + i]);
    }
    return sum;
  }

  /**
   * Computes the distances of a query to many rows. The rows are read without depending on each
   * other, so the processor fetches several at once.
   *
   * @param rows their numbers
   * @param count how many of them
   * @param distances takes the distance of each
   */
  void distances(QueryWords query, int[] rows, int count, int[] distances) {
    switch (words) {
      case 1:
        distances1(query, rows, count, distances);
        break;
      case 2:
        distances2(query, rows, count, distances);
        break;
      case 3:
        distances3(query, rows, count, distances);
        break;
      default:
        distances4(query, rows, count, distances);
        break;
    }
  }

  private void distances1(QueryWords query, int[] rows, int count, int[] distances) {
    long[][] all = chunks;
    long word0 = query.word0;
    long mask0 = query.mask0;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long[] chunk = all[row >> CHUNK_SHIFT];
      distances[i] = Long.bitCount((chunk[row & CHUNK_MASK] ^ word0) & mask0);
    }
  }

  private void distances2(QueryWords query, int[] rows, int count, int[] distances) {
    long[][] all = chunks;
    long word0 = query.word0;
    long word1 = query.word1;
    long mask0 = query.mask0;
    long mask1 = query.mask1;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long[] chunk = all[row >> CHUNK_SHIFT];
      int at = (row & CHUNK_MASK) * 2;
      distances[i] =
          Long.bitCount((chunk[at] ^ word0) & mask0)
              + Long.bitCount((chunk[at + 1] ^ word1) & mask1);
    }
  }

  private void distances3(QueryWords query, int[] rows, int count, int[] distances) {
    long[][] all = chunks;
    long word0 = query.word0;
    long word1 = query.word1;
    long word2 = query.word2;
    long mask0 = query.mask0;
    long mask1 = query.mask1;
    long mask2 = query.mask2;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long[] chunk = all[row >> CHUNK_SHIFT];
      int at = (row & CHUNK_MASK) * 3;
      distances[i] =
          Long.bitCount((chunk[at] ^ word0) & mask0)
              + Long.bitCount((chunk[at + 1] ^ word1) & mask1)
              + Long.bitCount((chunk[at + 2] ^ word2) & mask2);
    }
  }

  private void distances4(QueryWords query, int[] rows, int count, int[] distances) {
    long[][] all = chunks;
    long word0 = query.word0;
    long word1 = query.word1;
    long word2 = query.word2;
    long word3 = query.word3;
    long mask0 = query.mask0;
    long mask1 = query.mask1;
    long mask2 = query.mask2;
    long mask3 = query.mask3;
    for (int i = 0; i < count; i++) {
      int row = rows[i];
      long[] chunk = all[row >> CHUNK_SHIFT];
      int at = (row & CHUNK_MASK) * 4;
      distances[i] =
          Long.bitCount((chunk[at] ^ word0) & mask0)
              + Long.bitCount((chunk[at + 1] ^ word1) & mask1)
              + Long.bitCount((chunk[at + 2] ^ word2) & mask2)
              + Long.bitCount((chunk[at + 3] ^ word3) & mask3);
    }
  }

  /** Returns the heap this store holds, in bytes. */
  long memoryBytes() {
    long bytes = 0;
    for (long[] chunk : chunks) {
      bytes += 8 + (chunk == null ? 0 : 16 + (long) Long.BYTES * chunk.length);
    }
    return bytes;
  }
}
