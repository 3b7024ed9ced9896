package io.flinkiscc.graph;

/**
 * The levels of new rows: {@code floor(-ln(u) / ln(M))} for a {@code u} from 0 to 1 that depends on
 * the seed and the slot only, so that graphs do not depend on when they were saved, loaded or
 * grown.
 */
final class RowGraphLevels {

  private static final int HIGHEST = 30;

  private final long seed;
  private final double scale;

  RowGraphLevels(long seed, int connectivity) {
    this.seed = seed;
    this.scale = 1 / Math.log(connectivity);
  }

  int of(int slot) {
    // SplitMix64 (Steele, Lea and Flood, 2014), the slot-th number.
    long z = seed + (slot + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    double u = ((z ^ z >>> 31) >>> 11) * 0x1p-53;
    return (int) Math.min(-Math.log(u) * scale, HIGHEST);
  }
}
