package io.flinkiscc.stream;

/** What happens to a query that was not answered by the whole index. */
public enum OnIncomplete {
  /** The job fails, and asks again when it is restarted. */
  FAIL,
  /** Its result, which says what is missing, goes to another output. */
  DEAD_LETTER,
  /** Its result, which says what is missing, goes on as all others. */
  PASS_MARKED
}
