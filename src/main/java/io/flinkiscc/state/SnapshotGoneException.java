package io.flinkiscc.state;

import java.io.IOException;

/**
 * A checkpoint was deleted while it was being opened, as Flink does with those that newer ones
 * replace: trying again with the newest one helps.
 */
public final class SnapshotGoneException extends IOException {

  private static final long serialVersionUID = 1L;

  SnapshotGoneException(String message, Throwable cause) {
    super(message, cause);
  }
}
