package io.flinkiscc.match;

import io.flinkiscc.index.Chunk;
import io.flinkiscc.nphd.Distance;
import java.util.Comparator;
import java.util.Objects;

/**
 * The nearest simprint of one asset to one queried simprint.
 *
 * @param query place of the queried simprint in the query's list of its type, from 0 on
 * @param chunk the stored simprint
 * @param hamming number of different bits within the common prefix
 * @param bits length of the common prefix in bits
 */
public record ChunkEvidence(int query, Chunk chunk, int hamming, int bits) {

  /**
   * Of several simprints of one asset the nearest first: by distance, then more bits, then the
   * earlier part of the content. Total over what an asset holds, so that the order of search
   * decides nothing.
   */
  static final Comparator<ChunkEvidence> NEAREST_FIRST =
      Comparator.comparing(ChunkEvidence::distance)
          .thenComparing(Comparator.comparingInt(ChunkEvidence::bits).reversed())
          .thenComparingLong(e -> e.chunk().offset())
          .thenComparingLong(e -> e.chunk().size())
          .thenComparing(e -> e.chunk().code().toString());

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the place is negative or hamming and bits are no distance
   */
  public ChunkEvidence {
    if (query < 0) {
      throw new IllegalArgumentException("query is " + query + ", allowed are places from 0 on");
    }
    Objects.requireNonNull(chunk, "chunk");
    // Checks the pair; the fields stay plain numbers because a query makes thousands of these.
    new Distance(hamming, bits);
  }

  private Distance distance() {
    return new Distance(hamming, bits);
  }

  /** 1 - NPHD. */
  public double score() {
    return distance().score();
  }
}
