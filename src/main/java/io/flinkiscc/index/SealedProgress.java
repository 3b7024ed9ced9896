package io.flinkiscc.index;

/** Watches a sealed shard being written, and may stop it. Called by the writing thread. */
@FunctionalInterface
interface SealedProgress {

  /** Lets everything go on. */
  SealedProgress NONE = (step, done) -> true;

  /**
   * Tells how far the writing is.
   *
   * @param step what is being done; steps follow in their order, GRAPH once per graph
   * @param done entries, codes or bytes done in this step
   * @return false to stop: the file is then removed and the writer throws
   */
  boolean at(Step step, long done);

  /** What is being done. */
  enum Step {
    /** Entries are read and their assets written. */
    ENTRIES,
    /** Codes are linked into a graph. */
    GRAPH,
    /** Codes and columns are written. */
    COLUMNS
  }
}
