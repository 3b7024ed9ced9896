package io.flinkiscc.cli;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Undoes what a command has done by half, when it fails or is interrupted by Ctrl-C. For the thread
 * that makes it, which asks now and then whether it shall stop, and is interrupted where it waits.
 * To be the first of several resources: what is closed behind it may not be closed any more.
 */
final class CleanUp implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 20;

  private final Runnable undo;
  private final Thread worker = Thread.currentThread();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "clean-up");
  private volatile boolean stopped;
  private boolean done;

  /**
   * Begins what may have to be undone.
   *
   * @param undo is called at most once, when nothing is done any more
   */
  CleanUp(Runnable undo) {
    this.undo = undo;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Goes on, unless the program is to end.
   *
   * @throws CancellationException if it is
   */
  void goOn() {
    if (stopped) {
      throw new CancellationException("interrupted; what was done by half is undone");
    }
  }

  /** Tells that all is done, and nothing is to be undone any more. */
  void done() {
    done = true;
  }

  private void interrupted() {
    stopped = true;
    worker.interrupt();
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (!done) {
      undo.run();
    }
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending.
      return;
    }
  }
}
