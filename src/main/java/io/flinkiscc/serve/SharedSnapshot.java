package io.flinkiscc.serve;

import io.flinkiscc.state.IsccSnapshot;
import java.util.concurrent.atomic.AtomicInteger;

/** A snapshot that is closed when nobody uses it any more. Any thread. */
final class SharedSnapshot {

  private final IsccSnapshot snapshot;
  private final AtomicInteger users = new AtomicInteger(1);

  /** Takes the snapshot over, with its maker as its first user. */
  SharedSnapshot(IsccSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  IsccSnapshot snapshot() {
    return snapshot;
  }

  /** Begins to use it; false if it is closed already. */
  boolean use() {
    return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** Ends a use. */
  void release() {
    if (users.decrementAndGet() == 0) {
      snapshot.close();
    }
  }
}
