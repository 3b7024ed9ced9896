package io.flinkiscc.state;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a restore has copied, and says so in the log every few seconds. Thread-safe. */
final class RestoreProgress {

  private static final Logger LOG = LoggerFactory.getLogger(RestoreProgress.class);
  private static final long NANOS_BETWEEN = 5_000_000_000L;

  private final int allFiles;
  private final long allBytes;
  private final long started = System.nanoTime();
  private final AtomicLong said = new AtomicLong(started);
  private final AtomicInteger files = new AtomicInteger();
  private final AtomicLong downloaded = new AtomicLong();
  private final AtomicLong linked = new AtomicLong();

  /**
   * @param files number of files there are to copy
   * @param bytes number of their bytes
   */
  RestoreProgress(int files, long bytes) {
    allFiles = files;
    allBytes = bytes;
  }

  void downloaded(long bytes) {
    downloaded.addAndGet(bytes);
    say();
  }

  void linked(long bytes) {
    linked.addAndGet(bytes);
    say();
  }

  void fileDone() {
    files.incrementAndGet();
    say();
  }

  long downloadedBytes() {
    return downloaded.get();
  }

  long linkedBytes() {
    return linked.get();
  }

  private void say() {
    long now = System.nanoTime();
    long last = said.get();
    if (now - last > NANOS_BETWEEN && said.compareAndSet(last, now)) {
      LOG.info(
          "Restoring the index: {} of {} files and {} of {} bytes are here after {} s",
          files,
          allFiles,
          downloaded.get() + linked.get(),
          allBytes,
          (now - started) / 1_000_000_000);
    }
  }
}
