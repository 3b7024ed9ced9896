package io.flinkiscc.serve;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/**
 * Lets calls into the queue of a service or refuses them, and knows how many there are. Called by
 * the event loop, so nothing here takes long.
 */
final class ServiceCalls {

  private static final Status CLOSING =
      Status.UNAVAILABLE.withDescription("the task is closing; ask the one that follows it");
  private static final Status TOO_LATE =
      Status.DEADLINE_EXCEEDED.withDescription("the time of the call passed without an answer");

  private final RequestQueue queue;
  private final long longestNanos;
  private final ServiceMetrics metrics;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition idle = lock.newCondition();
  private int calls;
  private volatile boolean closing;

  /**
   * @param longestNanos most time of a call
   */
  ServiceCalls(RequestQueue queue, long longestNanos, ServiceMetrics metrics) {
    this.queue = queue;
    this.longestNanos = longestNanos;
    this.metrics = metrics;
  }

  /** Begins calls of a method whose requests wait in the queue. */
  <R> ServerCallHandler<byte[], R> handler(
      BiFunction<ServerCall<byte[], R>, ServiceCalls, ServerCall.Listener<byte[]>> begin) {
    return (call, headers) -> {
      metrics.requests.inc();
      if (closing) {
        return refused(call, CLOSING);
      }
      // Before the request is read, which is cheapest.
      if (queue.isFull()) {
        metrics.refused.inc();
        return refused(call, full());
      }
      return begin.apply(call, this);
    };
  }

  private static <R> ServerCall.Listener<byte[]> refused(ServerCall<byte[], R> call, Status why) {
    call.close(why, new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private Status full() {
    return Status.RESOURCE_EXHAUSTED.withDescription(
        "as many requests wait as may; ask again later, or more slowly");
  }

  /** Puts a call whose request has come into the queue. */
  void enqueue(WaitingCall<?> call) {
    if (!queue.offer(call)) {
      if (closing) {
        call.fail(CLOSING);
      } else {
        metrics.refused.inc();
        call.fail(full());
      }
    }
  }

  /** What a call ends with that is not answered any more. */
  Status unanswered() {
    if (closing) {
      return CLOSING;
    }
    metrics.deadlineExceeded.inc();
    return TOO_LATE;
  }

  long longestNanos() {
    return longestNanos;
  }

  void begun() {
    lock.lock();
    calls++;
    lock.unlock();
  }

  void ended() {
    lock.lock();
    if (--calls == 0) {
      idle.signalAll();
    }
    lock.unlock();
  }

  /** Ends a call that the client, or its deadline, has given up. */
  void abandoned(WaitingCall<?> call, boolean late) {
    (late ? metrics.deadlineExceeded : metrics.cancelled).inc();
    queue.remove(call);
    ended();
  }

  /** Refuses all calls from now on. */
  void refuseAll() {
    closing = true;
  }

  /** Waits until all calls have ended, or the time is over. */
  void awaitIdle(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (calls > 0 && left > 0) {
        left = idle.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends the calls that still wait. */
  void endWaiting() {
    queue.close().forEach(call -> call.fail(CLOSING));
  }
}
