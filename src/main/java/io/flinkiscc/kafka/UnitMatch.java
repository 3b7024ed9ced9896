package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccId;
import java.util.Objects;

/**
 * One neighbour of a queried unit.
 *
 * @param id asset that has the neighbour
 * @param hamming differing bits
 * @param bits compared bits
 */
public record UnitMatch(IsccId id, int hamming, int bits) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if hamming is not 0..bits
   */
  public UnitMatch {
    Objects.requireNonNull(id, "id");
    Scores.checkBits(hamming, bits);
  }
}
