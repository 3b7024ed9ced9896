package io.flinkiscc.kafka;

/**
 * A run of key groups.
 *
 * @param first first key group, 0 or more
 * @param last last key group, not less than the first
 */
public record KeyGroupSpan(int first, int last) {

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if the first is negative or behind the last
   */
  public KeyGroupSpan {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException(
          "key groups " + first + ".." + last + " are no range; give 0 <= first <= last");
    }
  }
}
