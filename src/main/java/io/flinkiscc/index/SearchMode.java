package io.flinkiscc.index;

/**
 * How thoroughly a search looks.
 *
 * @param exact whether every code is compared, so that nothing nearer can be missed
 * @param expansion candidates kept while a graph is searched; 0 leaves it to the index, which takes
 *     what its graphs were measured to need
 */
public record SearchMode(boolean exact, int expansion) {

  /** Compares every code. */
  public static final SearchMode EXACT = new SearchMode(true, 0);

  /** Takes a graph where that is quicker than comparing every code. */
  public static final SearchMode FAST = new SearchMode(false, 0);

  /**
   * Checks the expansion.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SearchMode {
    if (expansion < 0) {
      throw new IllegalArgumentException(
          "expansion is " + expansion + ", allowed are numbers from 0 on");
    }
  }

  /**
   * Takes a graph wherever there is one that can answer, with a number of candidates of one's own:
   * more find more and take longer.
   */
  public static SearchMode fast(int expansion) {
    return new SearchMode(false, expansion);
  }
}
