package io.flinkiscc.graph;

import java.util.Arrays;

/**
 * Nodes still to be looked at, nearest first: one stack per distance and a bit set of the stacks
 * that are not empty, so that adding and taking cost the same however many wait. For one thread.
 */
final class BucketQueue {

  private static final int DISTANCES = 257;

  private final int[] heads = new int[DISTANCES];
  private final long[] filled = new long[(DISTANCES + 63) / 64];

  /** By entry: its node, and the entry below it in its stack, plus one. */
  private int[] nodes = new int[256];

  private int[] below = new int[256];
  private int entries;
  private int distance;

  /** Forgets what waits. */
  void clear() {
    Arrays.fill(heads, 0);
    Arrays.fill(filled, 0);
    entries = 0;
  }

  /**
   * Adds a node.
   *
   * @param hamming 0 to 256
   */
  void push(int node, int hamming) {
    if (entries == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * entries);
      below = Arrays.copyOf(below, 2 * entries);
    }
    nodes[entries] = node;
    below[entries] = heads[hamming];
    heads[hamming] = ++entries;
    filled[hamming >> 6] |= 1L << hamming;
  }

  /** Takes a nearest node, or returns -1 if none waits; {@link #distance} tells how near it is. */
  int pop() {
    for (int i = 0; i < filled.length; i++) {
      if (filled[i] != 0) {
        distance = (i << 6) + Long.numberOfTrailingZeros(filled[i]);
        int entry = heads[distance] - 1;
        heads[distance] = below[entry];
        if (heads[distance] == 0) {
          filled[i] &= filled[i] - 1;
        }
        return nodes[entry];
      }
    }
    return -1;
  }

  /** Returns the distance of the node taken last. */
  int distance() {
    return distance;
  }
}
