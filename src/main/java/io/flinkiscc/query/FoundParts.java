package io.flinkiscc.query;

import io.flinkiscc.match.MergedAnswer;
import java.util.List;

/**
 * What the parts of an index that answered say together.
 *
 * @param merged their answers, put together
 * @param parts how many answered
 * @param indexTimeMicros the latest event time they know, microseconds since 1970 UTC; 0 if none
 * @param missing the key groups nobody answered for, each range as its first and last one
 */
public record FoundParts(
    MergedAnswer merged, int parts, long indexTimeMicros, List<int[]> missing) {

  /** Copies the list. */
  public FoundParts {
    missing = List.copyOf(missing);
  }
}
