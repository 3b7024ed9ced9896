package io.flinkiscc.kafka;

/**
 * How near two units are.
 *
 * @param score 1 - hamming/bits, 0 to 1
 * @param hamming differing bits
 * @param bits compared bits
 */
public record UnitScore(double score, int hamming, int bits) {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if the score is not 0..1 or hamming is not 0..bits
   */
  public UnitScore {
    score = Scores.checked(score);
    Scores.checkBits(hamming, bits);
  }
}
