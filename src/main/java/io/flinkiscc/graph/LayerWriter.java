package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/**
 * Adds nodes to one layer. For one thread.
 *
 * <p>Besides the links chosen for speed every node but the first gets a parent near it, and both
 * link to each other for good; so no group of nodes ever loses its way in.
 */
final class LayerWriter {

  /**
   * With so many nodes close to a new one its candidates are complete: their links lead to all
   * others it needs.
   */
  static final int CLOSE_NODES = 4;

  private final HeapLayer layer;
  private final RowStore rows;
  private final LinkStore links;
  private final int linksPerNode;
  private final int expansion;
  private final int shift;
  private final int mostFixed;
  private final NeighbourSelector selector;
  private final int[] old;
  private final int[] sorted;
  private final int[] candidates;
  private final int[] distances;
  private int candidateCount;

  LayerWriter(HeapLayer layer, int bits, int linksPerNode, int expansion) {
    this.layer = layer;
    rows = layer.rows();
    links = layer.links();
    this.linksPerNode = Math.min(linksPerNode, links.capacity() - 1);
    this.expansion = expansion;
    shift = Links.shift(bits);
    mostFixed = Math.max(4, links.capacity() / 2);
    int most = links.capacity() + 1;
    selector = new NeighbourSelector(rows, most);
    old = new int[most];
    sorted = new int[most];
    candidates = new int[Math.max(expansion, most)];
    distances = new int[Math.max(expansion, most)];
  }

  /**
   * Finds where a code belongs and keeps the candidates for {@link #link}.
   *
   * @param entry where to start
   * @return the nearest node
   */
  int find(BeamSearch beam, int entry) {
    begin(beam);
    beam.enter(entry);
    beam.run(Integer.MAX_VALUE);
    return take(beam);
  }

  /** Begins a search for candidates. */
  void begin(BeamSearch beam) {
    beam.begin(layer, layer.size(), CLOSE_NODES, expansion, NodeFilter.ALL, Long.MAX_VALUE);
    beam.keepFar();
  }

  /**
   * Keeps the candidates a search has found.
   *
   * @return the nearest of them
   */
  int take(BeamSearch beam) {
    candidateCount = beam.nearest().drain(candidates, distances);
    return candidates[0];
  }

  /**
   * Adds a node among the candidates found.
   *
   * @param nodeBelow its number in the layer below, -1 in the lowest one
   */
  void link(Code code, int nodeBelow) {
    int node = layer.append(code, nodeBelow);
    selector.start(candidates, 0);
    selector.choose(candidates, distances, candidateCount, linksPerNode);
    int[] chosen = selector.chosen();
    int chosenCount = selector.count();
    int parent = parent(node);
    links.addFixed(node, link(node, parent));
    for (int i = 0; i < chosenCount; i++) {
      if (chosen[i] != parent) {
        links.add(node, link(node, chosen[i]));
      }
    }
    layer.publish();
    linkBack(parent, node, true);
    int own = layer.nodes(node, candidates);
    for (int i = 1; i < own; i++) {
      linkBack(candidates[i], node, false);
    }
  }

  /** Adds the first node. */
  void first(Code code, int nodeBelow) {
    layer.append(code, nodeBelow);
    layer.publish();
  }

  /**
   * Returns the nearest node found that can take one more child. Half of the places are kept for
   * equal codes, so that a group of them hangs together.
   */
  private int parent(int node) {
    for (int i = 0; i < candidateCount; i++) {
      if (hasPlace(candidates[i], distances[i])) {
        return distances[i] == distances[0] ? candidates[i] : nearer(node, i);
      }
    }
    return offspring(node);
  }

  private int nearer(int node, int i) {
    int other = offspring(node);
    return rows.distance(node, other) < distances[i] ? other : candidates[i];
  }

  private boolean hasPlace(int parent, int distance) {
    return links.fixed(parent) < (distance == 0 ? mostFixed : mostFixed / 2);
  }

  /** Goes down the tree from the nearest node found, always to the nearest child. */
  private int offspring(int node) {
    int parent = candidates[0];
    int distance = distances[0];
    while (!hasPlace(parent, distance)) {
      layer.nodes(parent, old);
      int nearest = -1;
      // Children were added after their parents, so the way down ends.
      for (int i = 0; i < links.fixed(parent); i++) {
        int there = old[i] > parent ? rows.distance(node, old[i]) : Integer.MAX_VALUE;
        if (nearest < 0 || there < distance) {
          nearest = old[i];
          distance = there;
        }
      }
      parent = nearest;
    }
    return parent;
  }

  private void linkBack(int node, int to, boolean fixed) {
    if (links.count(node) == links.capacity()) {
      thin(node, fixed ? -1 : to);
      if (!fixed) {
        return;
      }
    }
    if (fixed) {
      links.addFixed(node, link(node, to));
    } else {
      links.add(node, link(node, to));
    }
  }

  /** Chooses anew among the links of a full list and one more, and leaves room. */
  private void thin(int node, int oneMore) {
    int count = layer.nodes(node, old);
    int fixed = links.fixed(node);
    selector.start(old, fixed);
    int n = 0;
    for (int i = fixed; i < count; i++) {
      insert(n++, old[i], rows.distance(node, old[i]));
    }
    if (oneMore >= 0) {
      insert(n++, oneMore, rows.distance(node, oneMore));
    }
    selector.choose(sorted, distances, n, links.capacity() - 1);
    int kept = selector.count() - fixed;
    System.arraycopy(selector.chosen(), fixed, old, 0, kept);
    for (int i = 0; i < kept; i++) {
      old[i] = link(node, old[i]);
    }
    links.replace(node, old, kept);
  }

  private int link(int node, int to) {
    return Links.of(to, rows.distance(node, to), shift);
  }

  private void insert(int n, int node, int distance) {
    int i = n;
    for (; i > 0 && distances[i - 1] > distance; i--) {
      sorted[i] = sorted[i - 1];
      distances[i] = distances[i - 1];
    }
    sorted[i] = node;
    distances[i] = distance;
  }
}
