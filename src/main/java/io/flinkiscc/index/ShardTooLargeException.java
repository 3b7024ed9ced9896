package io.flinkiscc.index;

import java.io.IOException;

/** A shard does not fit into one file; to try again is no use. */
final class ShardTooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what takes how much, and how much it may take
   */
  ShardTooLargeException(String message) {
    super(message);
  }
}
