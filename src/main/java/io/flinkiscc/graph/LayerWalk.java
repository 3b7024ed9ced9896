package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;

/**
 * Searches a stack of layers: first around the nodes the seeds propose, and where these do not lead
 * to close neighbours, as {@link HardQueries} says.
 */
final class LayerWalk {

  /** How many codes are compared, per node kept in view, rather than walking to worse answers. */
  private static final int COMPARED_PER_EF = 1024;

  /** A narrower view loses its way among close neighbours and is hardly faster. */
  private static final int LEAST_EF = 16;

  private LayerWalk() {}

  /**
   * Returns the largest distance that is called close: a quarter of the bits, and for short codes
   * less, so that six standard deviations lie between it and the distance of random codes.
   */
  static int close(int bits) {
    return Math.max(0, Math.min(bits / 4, (int) (bits / 2.0 - 3 * Math.sqrt(bits))));
  }

  /** Does what {@link CodeSearch#search} says, for the nodes below {@code size}. */
  static void search(
      GraphLayer[] layers,
      Seeds seeds,
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
    int wanted = Math.max(k, ef);
    int kept = Math.max(LEAST_EF, wanted);
    beam.start(query, bits);
    beam.begin(layers[0], size, k, kept, accept, hits.budget());
    beam.enter(seeds);
    int close = close(beam.query().bits());
    beam.run(close);
    boolean sure = beam.nearest().hasKth() && beam.nearest().kth() <= close;
    boolean left = false;
    if (!sure && !beam.exhausted()) {
      switch (hits.hardQueries()) {
        case LEAVE:
          left = true;
          break;
        case COMPARE:
          if (size <= COMPARED_PER_EF * (long) kept && size <= hits.budget()) {
            beam.compareAll(k, kept);
            sure = true;
            break;
          }
          walk(layers, beam);
          break;
        default:
          walk(layers, beam);
          break;
      }
    }
    hits.take(beam.nearest(), wanted, beam.visited(), left || beam.exhausted(), sure);
  }

  private static void walk(GraphLayer[] layers, BeamSearch beam) {
    int at = 0;
    for (int i = layers.length - 1; i > 0; i--) {
      at = layers[i].below(beam.descend(layers[i], at));
    }
    beam.enter(at);
    beam.run(Integer.MAX_VALUE);
  }
}
