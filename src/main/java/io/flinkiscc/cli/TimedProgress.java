package io.flinkiscc.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Says every few seconds how far something has come. For one thread. */
final class TimedProgress {

  private static final long NANOS_BETWEEN = 2_000_000_000L;
  private static final int ASKED_EVERY = 256;

  private final PrintWriter out;
  private final String what;
  private final long all;
  private final long started = System.nanoTime();
  private long said = started;
  private long count;

  /**
   * Begins.
   *
   * @param what is counted, in the plural
   * @param all how many there are; 0 if that is not known
   */
  TimedProgress(PrintWriter out, String what, long all) {
    this.out = out;
    this.what = what;
    this.all = all;
  }

  /** Counts one. */
  void next() {
    if (++count % ASKED_EVERY == 0 && System.nanoTime() - said > NANOS_BETWEEN) {
      said = System.nanoTime();
      tell();
    }
  }

  private void tell() {
    out.printf(
        Locale.ROOT,
        "%s: %d%s, %.0f s%n",
        what,
        count,
        all == 0 ? "" : " of " + all,
        (System.nanoTime() - started) / 1e9);
    out.flush();
  }

  long count() {
    return count;
  }
}
