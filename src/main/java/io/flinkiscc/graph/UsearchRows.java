package io.flinkiscc.graph;

/**
 * Rows and links as searches walk them: those of a file or of a graph on the heap. Slots are 0 to
 * {@code slots() - 1}. Safe for many threads.
 */
abstract class UsearchRows {

  /** Returns the number of rows, live and removed. */
  abstract int slots();

  /** Returns the slot where searches start; meaningless without rows. */
  abstract int entry();

  /** Returns the level of the entry, -1 without rows. */
  abstract int topLevel();

  /** Returns the most links a node can have on any level. */
  abstract int maxLinks();

  /**
   * Copies the links of a node.
   *
   * @param target takes slots below {@link #slots()}; has room for {@link #maxLinks()}
   * @return number of links
   */
  abstract int links(int slot, int level, int[] target);

  /**
   * Computes distances.
   *
   * @param slots rows
   * @param count number of them
   * @param ranks takes the ranks of their distances to the query
   */
  abstract void ranks(UsearchQuery query, int[] slots, int count, int[] ranks);

  /**
   * Computes the distances of neighbouring rows, removed ones included.
   *
   * @param ranks takes the rank of row {@code from + i} at {@code i}
   */
  abstract void ranks(UsearchQuery query, int from, int to, int[] ranks);

  /** Returns whether any row is or may be removed. */
  abstract boolean anyRemoved();

  /** Returns whether a row is removed. */
  abstract boolean removed(int slot);

  /** Returns the key of a row that is not removed. */
  abstract UsearchKey key(int slot);

  /** Returns the bytes of the code of a row that count, 0 to 32. */
  abstract int codeBytes(int slot);

  /** Returns the differing bits of a row and a query within their common prefix. */
  abstract int hamming(UsearchQuery query, int slot);

  /** Describes the distance of a row that is not removed. */
  final UsearchHit hit(UsearchQuery query, int slot) {
    int bits = Byte.SIZE * query.common(codeBytes(slot));
    return new UsearchHit(key(slot), slot, hamming(query, slot), bits);
  }
}
