package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/** Searches a stack of layers: down the upper ones, then around in the lowest. */
final class LayerWalk {

  private LayerWalk() {}

  /** Does what {@link CodeSearch#search} says, for the nodes below {@code size}. */
  static void search(
      GraphLayer[] layers,
      int bits,
      int size,
      Code query,
      int k,
      int ef,
      NodeFilter accept,
      GraphHits hits) {
    if (k < 1 || ef < 1) {
      throw new IllegalArgumentException(
          "k is " + k + " and ef is " + ef + "; both must be at least 1");
    }
    hits.clear();
    if (size == 0) {
      return;
    }
    BeamSearch beam = hits.beam();
    beam.start(query, bits);
    int at = 0;
    for (int i = layers.length - 1; i > 0; i--) {
      at = layers[i].below(beam.descend(layers[i], at));
    }
    beam.search(layers[0], at, size, k, Math.max(k, ef), accept, hits.budget());
    hits.take(beam.nearest(), beam.visited(), beam.exhausted());
  }
}
