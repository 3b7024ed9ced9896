package io.flinkiscc.serve;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Gives every call a deadline: its own or, if that is later or there is none, the longest time that
 * any call may take. Then it is reset, whether its request is not complete, it waits, is being
 * answered, or its answer is not taken. Only those who watch the health may stay.
 */
final class LongestCalls extends ServerStreamTracer.Factory {

  private final long nanos;
  private final ScheduledExecutorService timer;

  LongestCalls(Duration longest, ScheduledExecutorService timer) {
    this.nanos = longest.toNanos();
    this.timer = timer;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String method, Metadata headers) {
    return method.equals(HealthGrpc.getWatchMethod().getFullMethodName())
        ? new ServerStreamTracer() {}
        : new Limited();
  }

  /** One call. */
  private final class Limited extends ServerStreamTracer {
    private volatile Context.CancellableContext limited;

    @Override
    public Context filterContext(Context context) {
      limited = context.withDeadlineAfter(nanos, TimeUnit.NANOSECONDS, timer);
      return limited;
    }

    @Override
    public void streamClosed(Status status) {
      if (limited != null) {
        limited.cancel(null);
      }
    }
  }
}
