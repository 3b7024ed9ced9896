package io.flinkiscc.index;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The daemon threads of one index: some that build graphs, one that seals, one that compacts, so
 * that a long compaction keeps no full shard waiting in memory. They start when there is work and
 * end when there has been none for a while.
 *
 * <p>What they fail with is kept for the writer, who is told at its next call.
 */
final class BackgroundThreads implements AutoCloseable {

  private static final long IDLE_SECONDS = 5;
  private static final long CLOSE_SECONDS = 30;

  private final ThreadPoolExecutor graphs;
  private final ThreadPoolExecutor sealing;
  private final ThreadPoolExecutor compaction;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean closed;

  BackgroundThreads(int graphThreads) {
    graphs = pool("iscc-index-graph", graphThreads);
    sealing = pool("iscc-index-seal", 1);
    compaction = pool("iscc-index-compact", 1);
  }

  /** Daemon threads that end when they have had no work for a while. */
  static ThreadPoolExecutor pool(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  void buildGraph(Runnable work) {
    run(graphs, work);
  }

  void seal(Runnable work) {
    run(sealing, work);
  }

  void compact(Runnable work) {
    run(compaction, work);
  }

  private void run(ThreadPoolExecutor pool, Runnable work) {
    if (!closed) {
      pool.execute(
          () -> {
            try {
              work.run();
            } catch (Throwable e) {
              // Also errors such as a lack of memory: a thread that died silently is worse.
              fail(e);
            }
          });
    }
  }

  /** Whether the work in hand should be given up. */
  boolean closing() {
    return closed;
  }

  private void fail(Throwable e) {
    if (!closed) {
      failure.compareAndSet(null, e);
    }
  }

  /**
   * Tells the writer.
   *
   * @throws IllegalStateException if a background thread has failed
   */
  void throwIfFailed() {
    Throwable e = failure.get();
    if (e != null) {
      throw new IllegalStateException(
          "background work of the index failed; what it holds is intact, but it cannot go on: " + e,
          e);
    }
  }

  /** Lets threads do what they have, and waits until they have ended. */
  static void end(ThreadPoolExecutor pool) {
    pool.shutdown();
    boolean interrupted = Thread.interrupted();
    try {
      pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops all threads and waits until they have ended. */
  @Override
  public void close() {
    closed = true;
    graphs.shutdownNow();
    sealing.shutdownNow();
    compaction.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      graphs.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      sealing.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      compaction.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
