package io.flinkiscc.state;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Names files like no other task, run or checkpoint does. Thread-safe. */
final class SnapshotNames {

  private final UUID backendId;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param backendId names the run of the task
   */
  SnapshotNames(UUID backendId) {
    this.backendId = backendId;
  }

  /** A new name. */
  String next(String kind) {
    return kind + "-" + backendId + "-" + count.getAndIncrement();
  }
}
