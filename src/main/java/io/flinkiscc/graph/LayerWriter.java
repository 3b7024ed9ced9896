package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/**
 * Adds nodes to one layer. For one thread.
 *
 * <p>Besides the links chosen for speed every node but the first gets a parent near it, and both
 * link to each other for good; so no group of nodes ever loses its way in.
 */
final class LayerWriter {

  private final HeapLayer layer;
  private final RowStore rows;
  private final LinkStore links;
  private final int linksOfNew;
  private final int shift;
  private final int mostFixed;
  private final NeighbourSelector selector;
  private final int[] old;
  private final int[] sorted;
  private final int[] distances;
  private int batchStart;

  LayerWriter(HeapLayer layer, int bits, GraphOptions options) {
    this.layer = layer;
    rows = layer.rows();
    links = layer.links();
    linksOfNew = layer.linksOfNew(options);
    shift = Links.shift(bits);
    mostFixed = Math.max(4, links.capacity() / 2);
    int most = links.capacity() + 1;
    selector = new NeighbourSelector(rows, most);
    old = new int[most];
    sorted = new int[most];
    distances = new int[most];
  }

  /** From here on nodes that get added do not see each other's searches: {@link #link} does. */
  void startBatch() {
    batchStart = layer.size();
  }

  /**
   * Adds a node.
   *
   * @param nodeBelow its number in the layer below, -1 in the lowest one
   * @param found candidates and the choice among them, made when the batch was started
   */
  void link(Code code, int nodeBelow, Candidates found) {
    int node = layer.append(code, nodeBelow);
    boolean more = false;
    for (int mate = batchStart; mate < node; mate++) {
      more |= found.add(mate, rows.distance(node, mate));
    }
    if (more) {
      found.choose(selector, linksOfNew);
    }
    int parent = parent(node, found);
    links.addFixed(node, link(node, parent));
    for (int i = 0; i < found.chosenCount(); i++) {
      if (found.chosen(i) != parent) {
        links.add(node, link(node, found.chosen(i)));
      }
    }
    layer.publish();
    linkBack(parent, node, true);
    for (int i = 0; i < found.chosenCount(); i++) {
      if (found.chosen(i) != parent) {
        linkBack(found.chosen(i), node, false);
      }
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
  private int parent(int node, Candidates found) {
    for (int i = 0; i < found.count(); i++) {
      int candidate = found.node(i);
      if (hasPlace(candidate, found.distance(i))) {
        if (found.distance(i) == found.distance(0)) {
          return candidate;
        }
        int other = offspring(node, found);
        return rows.distance(node, other) < found.distance(i) ? other : candidate;
      }
    }
    return offspring(node, found);
  }

  private boolean hasPlace(int parent, int distance) {
    return links.fixed(parent) < (distance == 0 ? mostFixed : mostFixed / 2);
  }

  /** Goes down the tree from the nearest node found, always to the nearest child. */
  private int offspring(int node, Candidates found) {
    int parent = found.node(0);
    int distance = found.distance(0);
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
