package io.flinkiscc.serve;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the connections of a service. Any thread. */
final class ConnectionLimit {

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimit(int most) {
    this.most = most;
  }

  /** Lets one more in unless there are as many as may be. */
  boolean enter() {
    return open.getAndUpdate(n -> Math.min(most, n + 1)) < most;
  }

  void leave() {
    open.decrementAndGet();
  }

  int open() {
    return open.get();
  }
}
