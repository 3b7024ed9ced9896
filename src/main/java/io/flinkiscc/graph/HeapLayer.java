package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A growing layer: rows, links, and for upper layers the number of each node in the layer below.
 */
final class HeapLayer implements GraphLayer {

  private final RowStore rows;
  private final LinkStore links;
  private volatile int[] below = new int[64];
  private final AtomicInteger size = new AtomicInteger();

  HeapLayer(int bits, int capacity) {
    rows = new RowStore(bits);
    links = new LinkStore(capacity);
  }

  RowStore rows() {
    return rows;
  }

  LinkStore links() {
    return links;
  }

  /** Returns how many links a new node chooses: one less than fit, for a parent beside them. */
  int linksOfNew(GraphOptions options) {
    return Math.min(options.connectivity(), links.capacity() - 1);
  }

  /** Writes a node that nobody sees yet. */
  int append(Code code, int nodeBelow) {
    int node = size.getPlain();
    rows.append(node, code);
    links.append(node);
    int[] all = below;
    if (nodeBelow >= 0) {
      if (node == all.length) {
        all = Arrays.copyOf(all, 2 * node);
      }
      all[node] = nodeBelow;
      below = all;
    }
    return node;
  }

  /** Lets searches walk through one more node. */
  void publish() {
    size.setRelease(size.getPlain() + 1);
  }

  @Override
  public int size() {
    return size.getAcquire();
  }

  @Override
  public int maxLinks() {
    return links.capacity();
  }

  @Override
  public int links(int node, int[] into) {
    return links.read(node, into);
  }

  /** Copies the nodes a node links to. */
  int nodes(int node, int[] into) {
    int count = links.read(node, into);
    for (int i = 0; i < count; i++) {
      into[i] = Links.node(into[i]);
    }
    return count;
  }

  @Override
  public void distances(QueryWords query, int[] nodes, int count, int[] distances) {
    rows.distances(query, nodes, count, distances);
  }

  @Override
  public int below(int node) {
    return below[node];
  }

  long memoryBytes() {
    return rows.memoryBytes() + links.memoryBytes() + 16 + 4L * below.length;
  }
}
