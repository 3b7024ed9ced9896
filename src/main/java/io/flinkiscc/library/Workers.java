package io.flinkiscc.library;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Shares the work of a call among threads: the caller's and some of a pool that all indexes share.
 * Idle ones of the pool end after a while and keep no program from ending.
 */
final class Workers {

  private static final int IDLE_SECONDS = 30;
  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final ExecutorService POOL =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Workers::thread);

  private Workers() {}

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "iscc search " + STARTED.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Runs tasks and returns their results in order; an exception of one is thrown. */
  static <T> List<T> run(int threads, List<Callable<T>> tasks) {
    List<FutureTask<T>> futures = new ArrayList<>(tasks.size());
    AtomicInteger next = new AtomicInteger();
    for (Callable<T> task : tasks) {
      futures.add(
          new FutureTask<>(task) {
            @Override
            protected void setException(Throwable problem) {
              // Tasks are begun in order, so the caller comes to this one before any not begun.
              next.set(tasks.size());
              super.setException(problem);
            }
          });
    }
    for (int i = Math.min(threads, tasks.size()); i > 1; i--) {
      POOL.execute(() -> work(futures, next));
    }
    try {
      work(futures, next);
      List<T> results = new ArrayList<>(tasks.size());
      for (FutureTask<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The thread was interrupted while it searched", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      // After a failure the rest is not needed; what is done already is not touched.
      futures.forEach(future -> future.cancel(false));
    }
  }

  private static <T> void work(List<FutureTask<T>> futures, AtomicInteger next) {
    for (int i = next.getAndIncrement(); i < futures.size(); i = next.getAndIncrement()) {
      futures.get(i).run();
    }
  }
}
