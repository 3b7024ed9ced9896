package io.flinkiscc.graph;

/** Nodes a new node of one layer may link to, ascending by distance, and those it will link to. */
final class Candidates {

  private final int capacity;
  private final int[] nodes;
  private final int[] distances;
  private int count;
  private int[] chosen;
  private int chosenCount;

  Candidates(int capacity) {
    this.capacity = capacity;
    nodes = new int[capacity + 1];
    distances = new int[capacity + 1];
    chosen = new int[0];
  }

  /** Forgets everything. */
  void clear() {
    count = 0;
    chosenCount = 0;
  }

  /** Takes what a search has found. */
  void take(Nearest nearest) {
    count = nearest.drain(nodes, distances);
  }

  /**
   * Adds a node if it is nearer than the farthest of a full list.
   *
   * @return whether it was added
   */
  boolean add(int node, int distance) {
    if (count == capacity && distance >= distances[count - 1]) {
      return false;
    }
    int i = count == capacity ? count - 1 : count++;
    for (; i > 0 && distances[i - 1] > distance; i--) {
      nodes[i] = nodes[i - 1];
      distances[i] = distances[i - 1];
    }
    nodes[i] = node;
    distances[i] = distance;
    return true;
  }

  /** Chooses the nodes to link to. */
  void choose(NeighbourSelector selector, int most) {
    selector.start(nodes, 0);
    selector.choose(nodes, distances, count, most);
    chosenCount = selector.count();
    if (chosen.length < chosenCount) {
      chosen = new int[Math.max(most, chosenCount)];
    }
    System.arraycopy(selector.chosen(), 0, chosen, 0, chosenCount);
  }

  int count() {
    return count;
  }

  int node(int i) {
    return nodes[i];
  }

  int distance(int i) {
    return distances[i];
  }

  int chosenCount() {
    return chosenCount;
  }

  int chosen(int i) {
    return chosen[i];
  }
}
