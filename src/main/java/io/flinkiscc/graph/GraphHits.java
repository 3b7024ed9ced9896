package io.flinkiscc.graph;

import java.util.Objects;

/**
 * What a search found, with the room a search works in. Made once and reused for many searches; for
 * one thread at a time.
 */
public final class GraphHits {

  private final BeamSearch beam = new BeamSearch();
  private int[] nodes = new int[64];
  private int[] distances = new int[64];
  private int size;
  private long visited;
  private boolean exhausted;
  private boolean sure;
  private HardQueries hardQueries = HardQueries.COMPARE;
  private long budget = Long.MAX_VALUE;

  /** Makes room for the first search. */
  public GraphHits() {}

  /**
   * Limits how many distances a search may compute, for all searches to come. Without it a search
   * whose filter refuses nearly everything walks through the whole graph.
   *
   * @param maxVisited at least 1
   * @throws IllegalArgumentException if it is below 1
   */
  public void budget(long maxVisited) {
    if (maxVisited < 1) {
      throw new IllegalArgumentException(
          "The budget is " + maxVisited + " distances; it must be at least 1");
    }
    budget = maxVisited;
  }

  /** Sets what is done with queries that have few close neighbours, for all searches to come. */
  public void hardQueries(HardQueries policy) {
    hardQueries = Objects.requireNonNull(policy, "policy");
  }

  /** Returns the number of hits. */
  public int size() {
    return size;
  }

  /**
   * Returns the node of a hit.
   *
   * @param i 0 to {@code size() - 1}, the nearest first
   * @throws IndexOutOfBoundsException if there is no such hit
   */
  public int node(int i) {
    return nodes[Objects.checkIndex(i, size)];
  }

  /**
   * Returns the number of bits in which a hit and the query differ.
   *
   * @param i 0 to {@code size() - 1}, the nearest first
   * @throws IndexOutOfBoundsException if there is no such hit
   */
  public int hamming(int i) {
    return distances[Objects.checkIndex(i, size)];
  }

  /** Returns how many distances the search computed. */
  public long visited() {
    return visited;
  }

  /**
   * Returns whether the search spent its budget before it had found as many accepted nodes as it
   * was asked for, or left a hard query to its caller. The hits are true but may not be the
   * nearest: compare all codes instead.
   */
  public boolean exhausted() {
    return exhausted;
  }

  /**
   * Returns whether the first {@code k} hits can be relied on: all of them are so close that chance
   * does not explain it and the links between close nodes were followed, or all codes were
   * compared. Misses are rare then, not impossible, unless all were compared.
   */
  public boolean sure() {
    return sure;
  }

  BeamSearch beam() {
    return beam;
  }

  HardQueries hardQueries() {
    return hardQueries;
  }

  long budget() {
    return budget;
  }

  /** Takes over what a search found. */
  void take(Nearest nearest, int most, long distancesComputed, boolean gaveUp, boolean reliable) {
    int count = nearest.count();
    if (nodes.length < count) {
      nodes = new int[Math.max(count, 2 * nodes.length)];
      distances = new int[nodes.length];
    }
    size = Math.min(most, nearest.drain(nodes, distances));
    visited = distancesComputed;
    exhausted = gaveUp;
    sure = reliable;
  }

  /** Forgets the hits of the last search. */
  void clear() {
    size = 0;
    visited = 0;
    exhausted = false;
    sure = false;
  }
}
