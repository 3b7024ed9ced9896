package io.flinkiscc.graph;

/**
 * Chooses the links of a node among candidates: the nearest one, and every further one that is
 * nearer to the node than to all chosen before (the heuristic of HNSW, algorithm 4), so that links
 * lead into different directions. For one thread.
 *
 * <p>Codes equal to the node say nothing about directions; only few of them are chosen.
 */
final class NeighbourSelector {

  private final RowStore rows;
  private final int[] chosen;
  private int count;

  NeighbourSelector(RowStore rows, int most) {
    this.rows = rows;
    this.chosen = new int[most];
  }

  /** Starts with links that are chosen in any case. */
  void start(int[] links, int fixed) {
    System.arraycopy(links, 0, chosen, 0, fixed);
    count = fixed;
  }

  /**
   * Chooses among candidates.
   *
   * @param candidates ascending by distance
   * @param distances of the candidates to the node
   * @param most number of links to have in the end
   */
  void choose(int[] candidates, int[] distances, int candidateCount, int most) {
    int equal = Math.max(1, most / 4);
    for (int i = 0; i < candidateCount && count < most; i++) {
      int distance = distances[i];
      if (distance == 0 && equal-- <= 0) {
        continue;
      }
      if (isNearestToNode(candidates[i], distance)) {
        chosen[count++] = candidates[i];
      }
    }
  }

  private boolean isNearestToNode(int candidate, int distance) {
    for (int i = 0; i < count; i++) {
      if (rows.distance(chosen[i], candidate) < distance) {
        return false;
      }
    }
    return true;
  }

  int[] chosen() {
    return chosen;
  }

  int count() {
    return count;
  }
}
