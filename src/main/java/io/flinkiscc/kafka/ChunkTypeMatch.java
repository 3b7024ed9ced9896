package io.flinkiscc.kafka;

import java.util.List;

/**
 * The matches of one type of simprints in one asset.
 *
 * @param score of this type, 0 to 1
 * @param matches queried simprints that have a match
 * @param queried queried simprints, at least 1
 * @param chunks the matches
 */
public record ChunkTypeMatch(double score, int matches, int queried, List<MatchedChunk> chunks) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the score is not 0..1 or matches is not 0..queried
   */
  public ChunkTypeMatch {
    score = Scores.checked(score);
    chunks = List.copyOf(chunks);
    if (queried < 1 || matches < 0 || matches > queried) {
      throw new IllegalArgumentException(
          matches + " of " + queried + " simprints match; allowed are 0..queried of 1 or more");
    }
  }
}
