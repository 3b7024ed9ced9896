package io.flinkiscc.graph;

/**
 * Which bits of a code the seed tables look at. Table {@code t} sees a slice of neighbouring bits;
 * the slices are spread evenly over the code and at most 24 bits wide.
 */
final class SeedSlices {

  /** Widest slice in bits. */
  static final int MAX_WIDTH = 24;

  private static final int MIN_WIDTH = 6;

  private SeedSlices() {}

  /** Returns the number of tables for codes of so many bits. */
  static int tables(int bits) {
    return Math.max(1, Math.min(Seeds.TABLES, (bits - MAX_WIDTH) / 5));
  }

  /** Returns the first bit a table looks at. */
  static int start(int bits, int table) {
    int tables = tables(bits);
    return tables == 1 ? 0 : table * (bits - MAX_WIDTH) / (tables - 1);
  }

  /**
   * Returns how wide slices should be: a table gets a slot for every 4 to 8 nodes. As near nodes
   * share their slices, that is enough for the groups of nodes that are worth finding.
   */
  static int width(int bits, int nodes) {
    int log = Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, nodes) - 1);
    return Math.min(Math.min(bits, MAX_WIDTH), Math.max(MIN_WIDTH, log - 3));
  }
}
