package io.flinkiscc.graph;

import java.util.BitSet;

/** Walks through a layer and counts what it cannot reach. */
final class Reachability {

  private Reachability() {}

  /** Returns the number of nodes no path of links leads to from node 0. */
  static int unreachable(GraphLayer layer) {
    int size = layer.size();
    if (size == 0) {
      return 0;
    }
    BitSet seen = new BitSet(size);
    int[] waiting = new int[size];
    int[] links = new int[layer.maxLinks()];
    seen.set(0);
    int count = 1;
    for (int i = 0; i < count; i++) {
      int found = layer.links(waiting[i], links);
      for (int j = 0; j < found; j++) {
        int to = Links.node(links[j]);
        if (!seen.get(to)) {
          seen.set(to);
          waiting[count++] = to;
        }
      }
    }
    return size - count;
  }
}
