package io.flinkiscc.library;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Uses channels in threads that may be interrupted, which would close them half-way. */
final class Uninterrupted {

  private Uninterrupted() {}

  /** What is done; it opens its channels itself, since it may be done again. */
  @FunctionalInterface
  interface Work<T> {
    T run() throws IOException;
  }

  /** Does work to its end; the thread is interrupted afterwards if it was before or meanwhile. */
  static <T> T run(Work<T> work) throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          return work.run();
        } catch (ClosedByInterruptException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
