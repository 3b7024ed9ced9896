package io.flinkiscc.nphd;

/** Takes the hits of a {@link CodeArray} scan and steers how far the scan still looks. */
@FunctionalInterface
public interface ScanVisitor {

  /**
   * Takes one hit. Called on the scanning thread, by ascending ordinal, for every code whose
   * Hamming distance is not above the bound at that moment.
   *
   * @param ordinal position of the code in the array
   * @param hamming its Hamming distance over the common prefix
   * @return the largest distance still wanted; a value above the present bound leaves the bound as
   *     it is, a negative one ends the scan
   */
  int visit(int ordinal, int hamming);
}
