package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/**
 * Best-first search of a layer, and the room it needs. For one thread.
 *
 * <p>The search is that of HNSW (Malkov and Yashunin 2016, algorithm 2) with three changes. Queue
 * and result count integer distances instead of keeping heaps. Links tell how long they are, so
 * that by the triangle inequality most far neighbours are dropped unread. And once {@code k} nodes
 * are found, those much farther than the {@code k}-th are neither followed nor kept.
 */
final class BeamSearch {

  /** How far beyond the k-th nearest node a search goes on: an eighth of the bits and a quarter. */
  private static final int SLACK_OF_BITS = 8;

  private static final int SLACK_OF_DISTANCE = 4;
  private static final int SCAN_BLOCK = 256;

  private final QueryWords query = new QueryWords();
  private final VisitedMarks marks = new VisitedMarks();
  private final BucketQueue queue = new BucketQueue();
  private final Nearest nearest = new Nearest();
  private int[] nodes = new int[SCAN_BLOCK];
  private int[] distances = new int[SCAN_BLOCK];
  private long visited;
  private boolean exhausted;

  private GraphLayer layer;
  private int size;
  private int limit;
  private NodeFilter accept;
  private long budget;
  private boolean keepsFar;
  private int shift;
  private boolean comparesAll;

  QueryWords query() {
    return query;
  }

  Nearest nearest() {
    return nearest;
  }

  /** Returns how many distances were computed since {@link #start}. */
  long visited() {
    return visited;
  }

  /** Returns whether the budget ended the search before it had all it wanted. */
  boolean exhausted() {
    return exhausted;
  }

  /** Takes a query. */
  void start(Code code, int graphBits) {
    query.set(code, graphBits);
    shift = Links.shift(graphBits);
    comparesAll = query.bits() == graphBits;
    visited = 0;
    exhausted = false;
  }

  /** Walks from a node to ever nearer ones and returns where no neighbour is nearer. */
  int descend(GraphLayer upper, int from) {
    room(upper);
    int best = from;
    nodes[0] = from;
    measure(upper, 1);
    int bestDistance = distances[0];
    for (boolean moved = true; moved; ) {
      moved = false;
      int count = upper.links(best, nodes);
      int published = upper.size();
      int kept = 0;
      for (int i = 0; i < count; i++) {
        int to = Links.node(nodes[i]);
        if (to < published && atLeast(nodes[i], bestDistance) < bestDistance) {
          nodes[kept++] = to;
        }
      }
      measure(upper, kept);
      for (int i = 0; i < kept; i++) {
        if (distances[i] < bestDistance) {
          best = nodes[i];
          bestDistance = distances[i];
          moved = true;
        }
      }
    }
    return best;
  }

  private int atLeast(int link, int from) {
    return comparesAll ? Links.atLeast(link, from, shift) : 0;
  }

  private void measure(GraphLayer of, int count) {
    of.distances(query, nodes, count, distances);
    visited += count;
  }

  private void room(GraphLayer of) {
    if (nodes.length < of.maxLinks()) {
      nodes = new int[of.maxLinks()];
      distances = new int[of.maxLinks()];
    }
  }

  /**
   * Begins to search a layer.
   *
   * @param found nodes from here on are walked through but not found
   * @param maxVisited how many distances may be computed
   */
  void begin(GraphLayer of, int found, int k, int ef, NodeFilter filter, long maxVisited) {
    room(of);
    marks.clear();
    queue.clear();
    nearest.clear(k, ef, query.bits());
    layer = of;
    size = found;
    accept = filter;
    budget = maxVisited;
    keepsFar = false;
    limit = of.size();
  }

  /** Lets the result hold nodes the search would not follow: candidates for far links. */
  void keepFar() {
    keepsFar = true;
  }

  /** Searches from one more node. */
  void enter(int node) {
    if (marks.add(node)) {
      nodes[0] = node;
      measure(layer, 1);
      meet(1);
    }
  }

  /** Searches from the nodes the seeds propose. */
  void enter(Seeds seeds) {
    int count = seeds.collect(query, nodes);
    int fresh = 0;
    for (int i = 0; i < count; i++) {
      if (nodes[i] < limit && marks.add(nodes[i])) {
        nodes[fresh++] = nodes[i];
      }
    }
    measure(layer, fresh);
    meet(fresh);
  }

  /**
   * Follows links until nothing nearer can be expected. May be called again after more entries.
   *
   * @param farthest nodes farther than this are not followed
   */
  void run(int farthest) {
    for (int node = queue.pop(); node >= 0; node = queue.pop()) {
      int from = queue.distance();
      int reach = Math.min(farthest, reach());
      int bound = nearest.bound();
      if (from >= bound || from > reach) {
        queue.push(node, from);
        return;
      }
      if (visited >= budget) {
        exhausted = !nearest.full();
        return;
      }
      int fresh =
          fresh(layer.links(node, nodes), from, keepsFar ? bound : Math.min(bound, reach + 1));
      measure(layer, fresh);
      meet(fresh);
    }
  }

  private int reach() {
    return nearest.hasKth()
        ? nearest.kth() + query.bits() / SLACK_OF_BITS + nearest.kth() / SLACK_OF_DISTANCE
        : query.bits();
  }

  /** Keeps the links that lead to new nodes which may be nearer than a bound. */
  private int fresh(int count, int from, int bound) {
    int fresh = 0;
    for (int i = 0; i < count; i++) {
      int link = nodes[i];
      int to = Links.node(link);
      if (to >= limit) {
        limit = layer.size();
        if (to >= limit) {
          continue;
        }
      }
      if (atLeast(link, from) < bound && marks.add(to)) {
        nodes[fresh++] = to;
      }
    }
    return fresh;
  }

  private void meet(int count) {
    for (int i = 0; i < count; i++) {
      int hamming = distances[i];
      if (nearest.wants(hamming)) {
        queue.push(nodes[i], hamming);
        if (nodes[i] < size && accept.accept(nodes[i])) {
          nearest.add(nodes[i], hamming);
        }
      }
    }
  }

  /** Forgets what was found and compares all nodes. */
  void compareAll(int k, int ef) {
    nearest.clear(k, ef, query.bits());
    for (int from = 0; from < size; from += SCAN_BLOCK) {
      int count = Math.min(SCAN_BLOCK, size - from);
      for (int i = 0; i < count; i++) {
        nodes[i] = from + i;
      }
      measure(layer, count);
      for (int i = 0; i < count; i++) {
        if (nearest.wants(distances[i]) && accept.accept(nodes[i])) {
          nearest.add(nodes[i], distances[i]);
        }
      }
    }
  }
}
