package io.flinkiscc.match;

import io.flinkiscc.index.Chunk;

/**
 * The nearest simprint of one asset to one queried simprint.
 *
 * @param query place of the queried simprint in the query's list of its type
 * @param chunk the stored simprint
 * @param hamming number of different bits within the common prefix
 * @param bits length of the common prefix in bits
 */
public record ChunkEvidence(int query, Chunk chunk, int hamming, int bits) {

  /** 1 - NPHD. */
  public double score() {
    return 1.0 - (double) hamming / bits;
  }
}
