package io.flinkiscc.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * The rows of each node of a shard: entries of a unit, or simprints. Most nodes have one row and
 * take four bytes.
 */
final class SealedPostings {

  private static final int LIST = 1 << 31;
  private static final int NONE = -1;

  private final SealedFile file;
  private final ByteBuffer heads;
  private final ByteBuffer lists;
  private final int rows;

  /**
   * @param heads POSTINGS of {@link SealedFormat}
   * @param lists POSTING_LISTS
   * @param rows number of rows there are
   */
  SealedPostings(SealedFile file, ByteBuffer heads, ByteBuffer lists, int rows) {
    this.file = file;
    this.heads = heads;
    this.lists = lists;
    this.rows = rows;
  }

  /** Hands out the rows of a node, ascending. */
  void forEach(int node, IntConsumer consumer) {
    any(
        node,
        row -> {
          consumer.accept(row);
          return false;
        });
  }

  /** Whether a row of a node passes the test; asks until one does. */
  boolean any(int node, IntPredicate test) {
    int head = heads.getInt(node * Integer.BYTES);
    if (head >= 0) {
      return test.test(checked(head));
    }
    if (head == NONE) {
      return false;
    }
    int at = head & ~LIST;
    int listed = lists.capacity() / Integer.BYTES;
    int count = at < listed ? lists.getInt(at * Integer.BYTES) : -1;
    if (count < 2 || count > listed - at - 1) {
      throw file.damaged(
          "node %d has a list of %d rows at %d of %d".formatted(node, count, at, listed));
    }
    for (int i = at + 1; i <= at + count; i++) {
      if (test.test(checked(lists.getInt(i * Integer.BYTES)))) {
        return true;
      }
    }
    return false;
  }

  private int checked(int row) {
    if (row < 0 || row >= rows) {
      throw file.damaged("a node has row " + row + ", allowed are 0 to " + (rows - 1));
    }
    return row;
  }

  /** Rows grouped by node, ready to be written. */
  static final class Grouped {
    private final int[] starts;
    private final int[] rows;

    /**
     * Groups rows.
     *
     * @param nodes number of nodes
     * @param nodeOfRow its node by row, negative for rows that are not wanted
     */
    Grouped(int nodes, int[] nodeOfRow) {
      starts = new int[nodes + 1];
      for (int node : nodeOfRow) {
        if (node >= 0) {
          starts[node + 1]++;
        }
      }
      for (int node = 0; node < nodes; node++) {
        starts[node + 1] += starts[node];
      }
      rows = new int[starts[nodes]];
      int[] next = starts.clone();
      for (int row = 0; row < nodeOfRow.length; row++) {
        if (nodeOfRow[row] >= 0) {
          rows[next[nodeOfRow[row]]++] = row;
        }
      }
    }

    /** Writes the POSTINGS section. */
    void writeHeads(SealedOutput out) throws IOException {
      int listed = 0;
      for (int node = 0; node < starts.length - 1; node++) {
        int count = starts[node + 1] - starts[node];
        if (count == 0) {
          out.writeInt(NONE);
        } else if (count == 1) {
          out.writeInt(rows[starts[node]]);
        } else {
          out.writeInt(LIST | listed);
          listed = Math.addExact(listed, 1 + count);
        }
      }
    }

    /** Writes the POSTING_LISTS section. */
    void writeLists(SealedOutput out) throws IOException {
      for (int node = 0; node < starts.length - 1; node++) {
        int count = starts[node + 1] - starts[node];
        if (count > 1) {
          out.writeInt(count);
          for (int i = starts[node]; i < starts[node + 1]; i++) {
            out.writeInt(rows[i]);
          }
        }
      }
    }
  }
}
