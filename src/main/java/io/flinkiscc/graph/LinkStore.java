package io.flinkiscc.graph;

import java.util.Arrays;

/**
 * The link lists of one layer, all of one capacity.
 *
 * <p>The first links of a list are fixed: they are the edges of a tree over all nodes and are never
 * dropped or moved, which keeps every node reachable from every other one. Behind them lie links
 * that may be replaced. Readers run beside the one writer without locks: they may miss a link that
 * is being replaced or see one twice, but never a fixed one.
 */
final class LinkStore {

  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK_NODES = 1 << CHUNK_SHIFT;
  private static final int CHUNK_MASK = CHUNK_NODES - 1;
  private static final int COUNT_MASK = 0xFFFF;

  private final int capacity;
  private final int stride;

  /** Per node: fixed links << 16 | links, then the links. */
  private volatile int[][] chunks = new int[4][];

  LinkStore(int capacity) {
    this.capacity = capacity;
    this.stride = capacity + 1;
  }

  int capacity() {
    return capacity;
  }

  /** Makes room for an empty list behind the last one. */
  void append(int node) {
    int index = node >> CHUNK_SHIFT;
    int[][] all = chunks;
    if (index == all.length) {
      all = Arrays.copyOf(all, 2 * index);
    }
    if (all[index] == null) {
      all[index] = new int[CHUNK_NODES * stride];
      chunks = all;
    }
  }

  /** Copies the links of a node and returns their number. */
  int read(int node, int[] into) {
    int[] chunk = chunks[node >> CHUNK_SHIFT];
    int at = (node & CHUNK_MASK) * stride;
    int count = chunk[at] & COUNT_MASK;
    System.arraycopy(chunk, at + 1, into, 0, count);
    return count;
  }

  int count(int node) {
    return chunks[node >> CHUNK_SHIFT][(node & CHUNK_MASK) * stride] & COUNT_MASK;
  }

  int fixed(int node) {
    return chunks[node >> CHUNK_SHIFT][(node & CHUNK_MASK) * stride] >>> 16;
  }

  /** Adds a link that may be dropped later. The list has room. */
  void add(int node, int link) {
    int[] chunk = chunks[node >> CHUNK_SHIFT];
    int at = (node & CHUNK_MASK) * stride;
    int header = chunk[at];
    chunk[at + 1 + (header & COUNT_MASK)] = link;
    chunk[at] = header + 1;
  }

  /** Adds a link that is never dropped. The list has room. */
  void addFixed(int node, int link) {
    int[] chunk = chunks[node >> CHUNK_SHIFT];
    int at = (node & CHUNK_MASK) * stride;
    int header = chunk[at];
    int fixed = header >>> 16;
    // The link that makes way is copied first, so that readers meet it at one place or the other.
    chunk[at + 1 + (header & COUNT_MASK)] = chunk[at + 1 + fixed];
    chunk[at] = header + 1;
    chunk[at + 1 + fixed] = link;
    chunk[at] = header + 1 + (1 << 16);
  }

  /** Replaces all links of a node that are not fixed. */
  void replace(int node, int[] links, int count) {
    int[] chunk = chunks[node >> CHUNK_SHIFT];
    int at = (node & CHUNK_MASK) * stride;
    int fixed = chunk[at] >>> 16;
    System.arraycopy(links, 0, chunk, at + 1 + fixed, count);
    chunk[at] = fixed << 16 | fixed + count;
  }

  /** Returns the heap this store holds, in bytes. */
  long memoryBytes() {
    long bytes = 0;
    for (int[] chunk : chunks) {
      bytes += 8 + (chunk == null ? 0 : 16 + (long) Integer.BYTES * chunk.length);
    }
    return bytes;
  }
}
