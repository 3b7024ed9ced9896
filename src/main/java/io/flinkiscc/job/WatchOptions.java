package io.flinkiscc.job;

/** Options of what looks after a running index. */
final class WatchOptions {

  /** Queries to one whose answer is checked. */
  static final JobOption<Integer> INDEX_RECALL_SAMPLE_EVERY =
      JobOption.withDefault(
          "index.recall.sample-every",
          OptionType.integer(0, Integer.MAX_VALUE),
          "1000",
          "Number of queries to one that an index task answers a second time in the background, by"
              + " comparing everything, to tell sampledRecall: one in ten seconds at most. 0"
              + " switches that off, and the look for unreachable nodes too.");

  private WatchOptions() {}
}
