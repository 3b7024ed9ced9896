package io.flinkiscc.serve;

import io.flinkiscc.serve.proto.Query;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends queries that come within a short time to one task in one request. The request has the time
 * of the most patient of them; who asks looks after their own.
 */
final class BatchingCaller implements QueryCaller {

  /** Queries with which a request goes at once; services take more. */
  static final int MOST = 64;

  private final TaskCaller tasks;
  private final ScheduledExecutorService timer;
  private final long lingerNanos;
  private final Map<String, Batch> waiting = new HashMap<>();

  BatchingCaller(TaskCaller tasks, ScheduledExecutorService timer, long lingerNanos) {
    this.tasks = tasks;
    this.timer = timer;
    this.lingerNanos = lingerNanos;
  }

  private record Waiting(Query query, long deadline, CompletableFuture<TaskAnswer> answer) {

    long nanosLeft() {
      return Math.max(1, deadline - System.nanoTime());
    }
  }

  private record Batch(Endpoint task, List<Waiting> queries) {}

  @Override
  public CompletableFuture<TaskAnswer> search(Endpoint task, Query query, long nanos) {
    Waiting asked = new Waiting(query, System.nanoTime() + nanos, new CompletableFuture<>());
    Batch full = null;
    synchronized (waiting) {
      Batch batch = waiting.get(task.instance());
      if (batch == null) {
        Batch begun = new Batch(task, new ArrayList<>());
        batch = begun;
        waiting.put(task.instance(), batch);
        timer.schedule(() -> lingered(begun), lingerNanos, TimeUnit.NANOSECONDS);
      }
      batch.queries().add(asked);
      if (batch.queries().size() == MOST) {
        waiting.remove(task.instance());
        full = batch;
      }
    }
    if (full != null) {
      send(full.task(), full.queries());
    }
    return asked.answer();
  }

  private void lingered(Batch batch) {
    synchronized (waiting) {
      // A batch that was full has gone, and another one may wait in its place.
      if (waiting.get(batch.task().instance()) != batch) {
        return;
      }
      waiting.remove(batch.task().instance());
    }
    send(batch.task(), batch.queries());
  }

  private void send(Endpoint task, List<Waiting> batch) {
    long nanos = batch.stream().mapToLong(Waiting::nanosLeft).max().orElse(1);
    tasks
        .search(task, batch.stream().map(Waiting::query).toList(), nanos)
        .whenComplete((answers, why) -> take(task, batch, answers, why));
  }

  private void take(Endpoint task, List<Waiting> batch, List<TaskAnswer> answers, Throwable why) {
    if (why == null) {
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer().complete(answers.get(i));
      }
    } else if (batch.size() > 1 && isOfTheWhole(why)) {
      batch.forEach(one -> send(task, List.of(one)));
    } else {
      batch.forEach(one -> one.answer().completeExceptionally(why));
    }
  }

  /** A request may be refused for what one of its queries is, or for all of them together. */
  private static boolean isOfTheWhole(Throwable why) {
    Throwable cause = why instanceof CompletionException ? why.getCause() : why;
    TaskFailure.Kind kind = TaskFailure.of(cause).kind();
    return kind == TaskFailure.Kind.INVALID || kind == TaskFailure.Kind.OVERLOADED;
  }
}
