package io.flinkiscc.scenario;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Where tasks are to fail, and how often. Any thread. */
final class Trap {

  /** When a task fails. */
  enum Site {
    /** While it processes a record. */
    RECORD,
    /** In the synchronous part of a checkpoint. */
    SNAPSHOT,
    /** When it is told that a checkpoint is complete. */
    CONFIRMATION,
    /** While its state is restored. */
    RESTORE
  }

  private final Map<Site, AtomicInteger> armed = new EnumMap<>(Site.class);

  private volatile int delayMillis;

  Trap() {
    for (Site site : Site.values()) {
      armed.put(site, new AtomicInteger());
    }
  }

  /** Lets the next so many tasks fail that come to the site. */
  void arm(Site site, int times) {
    armed.get(site).set(times);
  }

  /** Lets every answer take so long, so that all before it piles up. */
  void slowAnswers(int millis) {
    delayMillis = millis;
  }

  void disarm() {
    delayMillis = 0;
    armed.values().forEach(times -> times.set(0));
  }

  boolean sprung(Site site) {
    return armed.get(site).get() == 0;
  }

  void delay() {
    if (delayMillis > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
    }
  }

  void pass(Site site) {
    AtomicInteger times = armed.get(site);
    if (times.get() > 0 && times.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      throw new IllegalStateException("injected failure at " + site);
    }
  }
}
