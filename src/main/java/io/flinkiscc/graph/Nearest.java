package io.flinkiscc.graph;

import java.util.Arrays;

/**
 * The nearest nodes a search has found. Distances are counted, not sorted: the bound behind which
 * nothing is wanted any more follows from the counts. For one thread.
 */
final class Nearest {

  private static final int DISTANCES = 257;
  private static final int SMALL = 24;

  private final int[] counts = new int[DISTANCES + 1];
  private int[] nodes = new int[256];
  private int[] distances = new int[256];
  private int entries;
  private int wanted;
  private int worst;
  private int inside;
  private int worstOfFew;
  private int insideFew;
  private int few;

  /**
   * Starts anew.
   *
   * @param k number of nodes whose distance {@link #kth} tells
   * @param ef number of nodes that are kept, at least {@code k}
   * @param bits the largest possible distance
   */
  void clear(int k, int ef, int bits) {
    Arrays.fill(counts, 0);
    entries = 0;
    few = k;
    wanted = ef;
    worst = bits;
    worstOfFew = bits;
    inside = 0;
    insideFew = 0;
  }

  /** Returns whether a node at this distance would be kept. */
  boolean wants(int hamming) {
    return hamming < worst || inside < wanted;
  }

  /** Adds a node that {@link #wants} said yes to. */
  void add(int node, int hamming) {
    if (entries == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * entries);
      distances = Arrays.copyOf(distances, 2 * entries);
    }
    nodes[entries] = node;
    distances[entries++] = hamming;
    counts[hamming]++;
    inside++;
    while (inside - counts[worst] >= wanted) {
      inside -= counts[worst--];
    }
    if (hamming <= worstOfFew) {
      insideFew++;
      while (insideFew - counts[worstOfFew] >= few) {
        insideFew -= counts[worstOfFew--];
      }
    }
  }

  /** Returns the distance from which on nothing is kept. */
  int bound() {
    return inside < wanted ? Integer.MAX_VALUE : worst;
  }

  /** Returns whether as many nodes as are kept have been found. */
  boolean full() {
    return inside >= wanted;
  }

  /**
   * Returns the distance of the {@code k}-th nearest node, or the largest one if there are fewer.
   */
  int kth() {
    return worstOfFew;
  }

  /** Returns whether {@code k} nodes have been found. */
  boolean hasKth() {
    return insideFew >= few;
  }

  /** Returns how many nodes {@link #drain} gives. */
  int count() {
    return Math.min(inside, wanted);
  }

  /**
   * Gives the nodes kept, ascending by distance, then by node, and cannot be added to afterwards.
   *
   * @return their number
   */
  int drain(int[] intoNodes, int[] intoDistances) {
    int[] at = counts;
    int sum = 0;
    for (int d = 0; d <= worst; d++) {
      int here = at[d];
      at[d] = sum;
      sum += here;
    }
    int[] sorted = intoNodes.length >= sum ? intoNodes : new int[sum];
    for (int i = 0; i < entries; i++) {
      if (distances[i] <= worst) {
        sorted[at[distances[i]]++] = nodes[i];
      }
    }
    int kept = count();
    for (int d = 0, from = 0; d <= worst; d++) {
      int to = at[d];
      sort(sorted, from, to);
      Arrays.fill(intoDistances, Math.min(from, kept), Math.min(to, kept), d);
      from = to;
    }
    if (sorted != intoNodes) {
      System.arraycopy(sorted, 0, intoNodes, 0, kept);
    }
    return kept;
  }

  private static void sort(int[] values, int from, int to) {
    if (to - from > SMALL) {
      Arrays.sort(values, from, to);
      return;
    }
    for (int i = from + 1; i < to; i++) {
      int value = values[i];
      int j = i;
      for (; j > from && values[j - 1] > value; j--) {
        values[j] = values[j - 1];
      }
      values[j] = value;
    }
  }
}
