package io.flinkiscc.graph;

/**
 * Best-first search of one layer after the other, and the room it needs. For one thread.
 *
 * <p>The search is that of HNSW (Malkov and Yashunin 2016, algorithms 2 and 5) with integer
 * distances: they make queue and result counting exercises instead of heaps.
 */
final class BeamSearch {

  private final QueryWords query = new QueryWords();
  private final VisitedMarks marks = new VisitedMarks();
  private final BucketQueue queue = new BucketQueue();
  private final Nearest nearest = new Nearest();
  private int[] nodes = new int[256];
  private int[] distances = new int[256];
  private long visited;
  private boolean exhausted;

  QueryWords query() {
    return query;
  }

  Nearest nearest() {
    return nearest;
  }

  long visited() {
    return visited;
  }

  boolean exhausted() {
    return exhausted;
  }

  /** Takes a query; distances computed are counted from here. */
  void start(io.flinkiscc.nphd.Code code, int graphBits) {
    query.set(code, graphBits);
    visited = 0;
    exhausted = false;
  }

  /** Returns the distance of one node. */
  int distance(GraphLayer layer, int node) {
    nodes[0] = node;
    layer.distances(query, nodes, 1, distances);
    visited++;
    return distances[0];
  }

  /** Walks from a node to ever nearer ones and returns where no neighbour is nearer. */
  int descend(GraphLayer layer, int from) {
    room(layer);
    int best = from;
    int bestDistance = distance(layer, from);
    boolean moved = true;
    while (moved) {
      moved = false;
      int count = published(layer, layer.links(best, nodes));
      layer.distances(query, nodes, count, distances);
      visited += count;
      for (int i = 0; i < count; i++) {
        if (distances[i] < bestDistance) {
          best = nodes[i];
          bestDistance = distances[i];
          moved = true;
        }
      }
    }
    return best;
  }

  private int published(GraphLayer layer, int count) {
    int size = layer.size();
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (nodes[i] < size) {
        nodes[kept++] = nodes[i];
      }
    }
    return kept;
  }

  private void room(GraphLayer layer) {
    if (nodes.length < layer.maxLinks()) {
      nodes = new int[layer.maxLinks()];
      distances = new int[layer.maxLinks()];
    }
  }

  /**
   * Fills {@link #nearest} with the nodes near the query.
   *
   * @param entry where to start
   * @param size nodes from here on are walked through but not found
   * @param accept which nodes may be found
   * @param budget how many distances may be computed
   */
  void search(
      GraphLayer layer, int entry, int size, int k, int ef, NodeFilter accept, long budget) {
    room(layer);
    marks.clear();
    queue.clear();
    nearest.clear(k, ef, query.bits());
    marks.add(entry);
    meet(entry, distance(layer, entry), size, accept);
    int limit = layer.size();
    for (int node = queue.pop(); node >= 0; node = queue.pop()) {
      if (!nearest.wants(queue.distance())) {
        return;
      }
      if (visited >= budget) {
        exhausted = !nearest.full();
        return;
      }
      int count = layer.links(node, nodes);
      int fresh = 0;
      for (int i = 0; i < count; i++) {
        int link = nodes[i];
        if (link >= limit) {
          limit = layer.size();
          if (link >= limit) {
            continue;
          }
        }
        if (marks.add(link)) {
          nodes[fresh++] = link;
        }
      }
      layer.distances(query, nodes, fresh, distances);
      visited += fresh;
      for (int i = 0; i < fresh; i++) {
        meet(nodes[i], distances[i], size, accept);
      }
    }
  }

  private void meet(int node, int hamming, int size, NodeFilter accept) {
    if (nearest.wants(hamming)) {
      queue.push(node, hamming);
      if (node < size && accept.accept(node)) {
        nearest.add(node, hamming);
      }
    }
  }
}
