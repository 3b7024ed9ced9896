package io.flinkiscc.kafka;

import io.flinkiscc.nphd.Code;
import java.util.Objects;

/**
 * A part of an asset whose simprint is similar to a queried one.
 *
 * @param query the queried simprint
 * @param match the simprint of the part
 * @param score 1 - NPHD of the two, 0 to 1
 * @param freq assets with this simprint, at least 1
 * @param offset start of the part, unsigned 32 bit
 * @param size extent of the part, unsigned 32 bit
 */
public record MatchedChunk(Code query, Code match, double score, int freq, long offset, long size) {

  private static final long MAX_POSITION = 0xFFFF_FFFFL;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public MatchedChunk {
    Objects.requireNonNull(query, "query");
    Objects.requireNonNull(match, "match");
    score = Scores.checked(score);
    if (freq < 1 || offset < 0 || offset > MAX_POSITION || size < 0 || size > MAX_POSITION) {
      throw new IllegalArgumentException(
          "freq is "
              + freq
              + ", offset "
              + offset
              + " and size "
              + size
              + "; allowed are freq from 1 on and 0.."
              + MAX_POSITION);
    }
  }
}
