package io.flinkiscc.serve;

import io.flinkiscc.serve.proto.Query;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks a task a second time when it takes longer than most calls do; the first answer counts. */
final class HedgedCaller implements QueryCaller {

  private final QueryCaller calls;
  private final RecentLatencies latencies;
  private final ScheduledExecutorService timer;
  private final ClientListener listener;

  /**
   * @param latencies tells after what time to ask again
   */
  HedgedCaller(
      QueryCaller calls,
      RecentLatencies latencies,
      ScheduledExecutorService timer,
      ClientListener listener) {
    this.calls = calls;
    this.latencies = latencies;
    this.timer = timer;
    this.listener = listener;
  }

  @Override
  public CompletableFuture<TaskAnswer> search(Endpoint task, Query query, long nanos) {
    long started = System.nanoTime();
    CompletableFuture<TaskAnswer> first = calls.search(task, query, nanos);
    first.thenRun(() -> latencies.add(System.nanoTime() - started));
    long after = latencies.usualNanos();
    if (after >= nanos) {
      return first;
    }
    CompletableFuture<TaskAnswer> either = new CompletableFuture<>();
    Future<?> alarm =
        timer.schedule(
            () -> askAgain(task, query, nanos - after, either), after, TimeUnit.NANOSECONDS);
    first.whenComplete(
        (answer, why) -> {
          alarm.cancel(false);
          if (why == null) {
            either.complete(answer);
          } else {
            either.completeExceptionally(why);
          }
        });
    return either;
  }

  private void askAgain(
      Endpoint task, Query query, long nanos, CompletableFuture<TaskAnswer> either) {
    if (!either.isDone()) {
      listener.hedged(task);
      // If this one fails the first one may still be answered.
      calls.search(task, query, nanos).thenAccept(either::complete);
    }
  }
}
