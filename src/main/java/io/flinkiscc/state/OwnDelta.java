package io.flinkiscc.state;

import java.util.Map;

/**
 * A delta that this task wrote, with what a later checkpoint must know to go on using it.
 *
 * @param file the file
 * @param tier how often its bytes were rewritten to have fewer deltas
 * @param inlined whether its bytes lie in the metadata of checkpoints instead of in a file
 * @param ranges which bytes of which logs it holds, by id of the log
 */
record OwnDelta(StateFile file, int tier, boolean inlined, Map<String, Bytes> ranges) {

  /** Bytes of a log, from the first to behind the last. */
  record Bytes(long from, long to) {}

  OwnDelta {
    ranges = Map.copyOf(ranges);
  }

  /** Bytes of logs in it. */
  long bytes() {
    return ranges.values().stream().mapToLong(range -> range.to - range.from).sum();
  }
}
