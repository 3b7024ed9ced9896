package io.flinkiscc.graph;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The rows and links of {@value #ROWS} neighbouring slots.
 *
 * <p>One thread writes. Rows are written before they are published and never change; lists of links
 * and marks of removed rows change while others read them. A reader may see a list in the middle of
 * a change: some old links, some new ones, all of them to rows that exist.
 */
final class RowGraphChunk {

  static final int SHIFT = 12;
  static final int ROWS = 1 << SHIFT;

  /** Set in a link that must not be dropped. */
  static final int KEPT = 1 << 31;

  private static final VarHandle MARKS = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] words = new long[ROWS * UsearchQuery.WORDS];
  private final byte[] lengths = new byte[ROWS];
  private final byte[] levels = new byte[ROWS];
  private final long[] low = new long[ROWS];
  private final long[] high;
  private final int[] base;
  private final int baseStride;
  private final int[][] upper = new int[ROWS][];
  private final int upperStride;
  private final long[] removed = new long[ROWS / Long.SIZE];
  private final long[] twins = new long[ROWS / Long.SIZE];

  /**
   * @param keyKind kind of the keys
   * @param connectivity most links on upper levels
   * @param connectivityBase most links on level 0
   */
  RowGraphChunk(UsearchKeyKind keyKind, int connectivity, int connectivityBase) {
    this.high = keyKind == UsearchKeyKind.UUID ? new long[ROWS] : null;
    this.baseStride = 1 + connectivityBase;
    this.upperStride = 1 + connectivity;
    this.base = new int[ROWS * baseStride];
  }

  /** Returns the heap of a chunk in bytes, without the lists of upper levels. */
  static long bytes(UsearchKeyKind keyKind, int connectivityBase) {
    int row = UsearchQuery.WORDS * Long.BYTES + 2 + keyKind.bytes() + Long.BYTES;
    return ROWS * (row + Integer.BYTES * (1L + connectivityBase)) + 2 * ROWS / Byte.SIZE;
  }

  /** Writes a row that is not published yet; its lists are empty. */
  void set(int i, UsearchKey key, UsearchQuery code, int length, int level) {
    code.copyTo(words, i * UsearchQuery.WORDS);
    lengths[i] = (byte) length;
    levels[i] = (byte) level;
    low[i] = key.low();
    if (high != null) {
      high[i] = key.high();
    }
    if (level > 0) {
      upper[i] = new int[level * upperStride];
    }
  }

  int rank(UsearchQuery query, int i, int codeBytes) {
    int w = i * UsearchQuery.WORDS;
    return query.rank(
        words[w], words[w + 1], words[w + 2], words[w + 3], Math.min(lengths[i] & 0xFF, codeBytes));
  }

  int hamming(UsearchQuery query, int i, int common) {
    int w = i * UsearchQuery.WORDS;
    return query.hamming(words[w], words[w + 1], words[w + 2], words[w + 3], common);
  }

  long word(int i, int word) {
    return words[i * UsearchQuery.WORDS + word];
  }

  /** Returns the length of a code in bytes as it was given. */
  int length(int i) {
    return lengths[i] & 0xFF;
  }

  int level(int i) {
    return levels[i];
  }

  UsearchKey key(int i) {
    return new UsearchKey(high == null ? 0 : high[i], low[i]);
  }

  boolean hasKey(int i, UsearchKey key) {
    return low[i] == key.low() && (high == null || high[i] == key.high());
  }

  boolean removed(int i) {
    return ((long) MARKS.getOpaque(removed, i >>> 6) >>> i & 1) != 0;
  }

  void remove(int i) {
    MARKS.setOpaque(removed, i >>> 6, removed[i >>> 6] | 1L << i);
  }

  /** Returns whether a row hangs off another one with the same code; for the writer. */
  boolean twin(int i) {
    return (twins[i >>> 6] >>> i & 1) != 0;
  }

  void markTwin(int i) {
    twins[i >>> 6] |= 1L << i;
  }

  /**
   * Copies a list of links, with their marks.
   *
   * @return number of links; 0 on levels the row does not reach
   */
  int links(int i, int level, int[] target) {
    if (level > levels[i]) {
      return 0;
    }
    int[] lists = level == 0 ? base : upper[i];
    int at = level == 0 ? i * baseStride : (level - 1) * upperStride;
    int count = lists[at];
    VarHandle.acquireFence();
    System.arraycopy(lists, at + 1, target, 0, count);
    // Rows were written before the links to them.
    VarHandle.acquireFence();
    return count;
  }

  /** Replaces a list of links. */
  void setLinks(int i, int level, int[] links, int count) {
    int[] lists = level == 0 ? base : upper[i];
    int at = level == 0 ? i * baseStride : (level - 1) * upperStride;
    // A reader that sees a link sees its row, and one that sees the length sees that many links.
    VarHandle.releaseFence();
    System.arraycopy(links, 0, lists, at + 1, count);
    VarHandle.releaseFence();
    lists[at] = count;
  }

  /** Replaces or, at the end, adds one link. */
  void setLink(int i, int level, int index, int link) {
    int[] lists = level == 0 ? base : upper[i];
    int at = level == 0 ? i * baseStride : (level - 1) * upperStride;
    VarHandle.releaseFence();
    lists[at + 1 + index] = link;
    VarHandle.releaseFence();
    if (index == lists[at]) {
      lists[at] = index + 1;
    }
  }
}
