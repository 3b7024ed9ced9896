package io.flinkiscc.state;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The threads of an index task that copy files to and from checkpoints, several at a time: Flink
 * itself has one thread per task for that. They end when they have nothing to do. Thread-safe.
 */
final class Transfers implements AutoCloseable {

  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  /**
   * @param count most threads, from 1 on
   * @param name what they are called
   */
  Transfers(int count, String name) {
    threads =
        new ThreadPoolExecutor(
            count,
            count,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Does all jobs, as many at a time as there are threads. When one fails, those that have begun
   * are interrupted and waited for, and the others never begin. When the caller is interrupted, it
   * does not wait.
   *
   * @return the results in the order of the jobs
   * @throws IOException what the first job that failed has thrown
   * @throws InterruptedException if the caller was interrupted
   */
  <T> List<T> all(List<Callable<T>> jobs) throws IOException, InterruptedException {
    BlockingQueue<Job<T>> ended = new LinkedBlockingQueue<>();
    List<Job<T>> begun = new ArrayList<>();
    boolean done = false;
    try {
      for (Callable<T> work : jobs) {
        Job<T> job = new Job<>(new Work<>(work), ended);
        begun.add(job);
        threads.execute(job);
      }
      for (int i = 0; i < begun.size(); i++) {
        ended.take().get();
      }
      List<T> results = new ArrayList<>();
      for (Job<T> job : begun) {
        results.add(job.get());
      }
      done = true;
      return results;
    } catch (ExecutionException e) {
      begun.forEach(job -> job.cancel(true));
      for (Job<T> job : begun) {
        job.work.awaitEnd();
      }
      throw unwrapped(e);
    } catch (CancellationException | RejectedExecutionException e) {
      throw new IOException("the index task ended while its files were copied", e);
    } finally {
      if (!done) {
        begun.forEach(job -> job.cancel(true));
      }
    }
  }

  private static IOException unwrapped(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof IOException io) {
      return io;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new IOException("a file of the index could not be copied: " + cause, cause);
  }

  /** Interrupts what is going on; nothing can be copied any more. */
  @Override
  public void close() {
    threads.shutdownNow().forEach(job -> ((Job<?>) job).cancel(true));
  }

  private static final class Job<T> extends FutureTask<T> {
    private final Work<T> work;
    private final Queue<Job<T>> ended;

    Job(Work<T> work, Queue<Job<T>> ended) {
      super(work);
      this.work = work;
      this.ended = ended;
    }

    @Override
    protected void done() {
      ended.add(this);
    }
  }

  /** Tells what a future does not: whether it goes on though it was cancelled. */
  private static final class Work<T> implements Callable<T> {
    private final Callable<T> work;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    Work(Callable<T> work) {
      this.work = work;
    }

    @Override
    public T call() throws Exception {
      if (!claimed.compareAndSet(false, true)) {
        throw new InterruptedException("the copying was given up");
      }
      try {
        return work.call();
      } finally {
        ended.countDown();
      }
    }

    /** Waits until it has ended; if it did not begin, it never will. */
    void awaitEnd() throws InterruptedException {
      if (!claimed.compareAndSet(false, true)) {
        ended.await();
      }
    }
  }
}
