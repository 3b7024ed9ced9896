package io.flinkiscc.graph;

/**
 * Finds where new codes belong. Reads the graph as searches do, so several may work at the same
 * time; each for one thread.
 */
final class Finder {

  /**
   * With so many nodes close to a new one its candidates are complete: their links lead to all
   * others it needs.
   */
  private static final int CLOSE_NODES = 4;

  private final BeamSearch base = new BeamSearch();
  private final BeamSearch upper = new BeamSearch();
  private final int bits;
  private final GraphOptions options;

  Finder(int bits, GraphOptions options) {
    this.bits = bits;
    this.options = options;
  }

  /** Fills an insertion with candidates and chooses among them. */
  void find(Insertion insertion, HeapLayer[] layers, Seeds seeds) {
    int close = LayerWalk.close(bits);
    base.start(insertion.code(), bits);
    begin(base, layers[0]);
    base.enter(seeds);
    base.run(close);
    boolean sure = base.nearest().hasKth() && base.nearest().kth() <= close;
    if (insertion.top() > 0 || !sure) {
      upper.start(insertion.code(), bits);
      int at = 0;
      for (int i = layers.length - 1; i > 0; i--) {
        at = i > insertion.top() ? upper.descend(layers[i], at) : around(at, i, layers, insertion);
        at = layers[i].below(at);
      }
      base.enter(at);
      base.run(Integer.MAX_VALUE);
    }
    take(base, insertion.layer(0), layers[0]);
  }

  private int around(int entry, int layer, HeapLayer[] layers, Insertion insertion) {
    begin(upper, layers[layer]);
    upper.enter(entry);
    upper.run(Integer.MAX_VALUE);
    take(upper, insertion.layer(layer), layers[layer]);
    return insertion.layer(layer).node(0);
  }

  private void begin(BeamSearch beam, HeapLayer layer) {
    beam.begin(
        layer, layer.size(), CLOSE_NODES, options.expansionAdd(), NodeFilter.ALL, Long.MAX_VALUE);
    beam.keepFar();
  }

  private void take(BeamSearch beam, Candidates candidates, HeapLayer layer) {
    candidates.take(beam.nearest());
    candidates.choose(
        new NeighbourSelector(layer.rows(), layer.maxLinks() + 1), layer.linksOfNew(options));
  }
}
