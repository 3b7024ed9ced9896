package io.flinkiscc.graph;

/**
 * Orders nodes so that near ones lie together: depth first along the tree of fixed links, whose
 * parents are near their children.
 */
final class TreeOrder {

  private TreeOrder() {}

  /** Returns the nodes of a layer in their new order. */
  static int[] of(HeapLayer layer, int size) {
    LinkStore store = layer.links();
    int[] order = new int[size];
    if (size == 0) {
      return order;
    }
    boolean[] seen = new boolean[size];
    int[] stack = new int[size];
    int[] links = new int[store.capacity()];
    int depth = 1;
    seen[0] = true;
    int count = 0;
    while (depth > 0) {
      int node = stack[--depth];
      order[count++] = node;
      layer.nodes(node, links);
      for (int i = store.fixed(node) - 1; i >= 0; i--) {
        if (!seen[links[i]]) {
          seen[links[i]] = true;
          stack[depth++] = links[i];
        }
      }
    }
    return order;
  }
}
