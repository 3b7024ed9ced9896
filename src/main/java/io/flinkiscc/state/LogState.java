package io.flinkiscc.state;

import java.util.List;

/**
 * What a checkpoint has of the logs.
 *
 * @param inherited what the index was restored from, as far as it is still referred to
 * @param own the deltas that were written since, in their order
 */
record LogState(List<LogGroup> inherited, List<OwnDelta> own) {

  /** Nothing: everything must be written. */
  static final LogState NONE = new LogState(List.of(), List.of());

  LogState {
    inherited = List.copyOf(inherited);
    own = List.copyOf(own);
  }
}
