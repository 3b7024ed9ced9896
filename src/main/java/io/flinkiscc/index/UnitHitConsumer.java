package io.flinkiscc.index;

/** Takes the hits of a search one by one. */
@FunctionalInterface
public interface UnitHitConsumer {

  /**
   * Takes one hit.
   *
   * @param key body of the ISCC-ID, unsigned 64 bit
   * @param hamming number of different bits within the common prefix
   * @param bits length of the common prefix
   */
  void accept(long key, int hamming, int bits);
}
