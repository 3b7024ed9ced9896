package io.flinkiscc.scenario;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What goes wrong in the {@link FaultyFileSystem} of this JVM. Any thread. */
final class StorageFaults {

  /** At which step of writing a file. */
  enum Step {
    CREATE,
    WRITE,
    CLOSE
  }

  private static final AtomicInteger FAILS = new AtomicInteger();
  private static final AtomicInteger HANGS = new AtomicInteger();
  private static final AtomicInteger READ_FAILS = new AtomicInteger();
  private static final AtomicInteger HEALED = new AtomicInteger();
  private static volatile Step failsAt = Step.WRITE;
  private static volatile int slowMillis;

  private StorageFaults() {}

  /** Lets the next so many files fail to be written, as on a full disk. */
  static void failWrites(int files, Step at) {
    failsAt = at;
    FAILS.set(files);
  }

  /** Lets the next so many files of tasks hang until they are given up, or all is healed. */
  static void hangWrites(int files) {
    HANGS.set(files);
  }

  /** Lets the next so many files fail while they are read. */
  static void failReads(int files) {
    READ_FAILS.set(files);
  }

  /** Lets every step of reading and writing take so long. */
  static void slow(int millis) {
    slowMillis = millis;
  }

  static void heal() {
    FAILS.set(0);
    HANGS.set(0);
    READ_FAILS.set(0);
    slowMillis = 0;
    HEALED.incrementAndGet();
  }

  static boolean writesFailed() {
    return FAILS.get() == 0;
  }

  static boolean hung() {
    return HANGS.get() == 0;
  }

  static boolean readsFailed() {
    return READ_FAILS.get() == 0;
  }

  /** A step of writing a file. */
  static void writing(Step step) throws IOException {
    delay();
    if (step == failsAt && take(FAILS)) {
      throw new IOException("injected: no space left on the storage");
    }
  }

  /**
   * Before a file is written on.
   *
   * @param givenUp whether nobody wants the file any more
   */
  static void hanging(BooleanSupplier givenUp) throws IOException {
    if (take(HANGS)) {
      int healed = HEALED.get();
      while (!givenUp.getAsBoolean() && HEALED.get() == healed) {
        if (Thread.interrupted()) {
          throw new IOException("injected: interrupted while the storage hung");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      throw new IOException("injected: the storage hung");
    }
  }

  static void reading() throws IOException {
    delay();
    if (take(READ_FAILS)) {
      throw new IOException("injected: the storage cannot be read");
    }
  }

  private static boolean take(AtomicInteger times) {
    return times.get() > 0 && times.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
  }

  private static void delay() {
    if (slowMillis > 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(slowMillis));
    }
  }
}
