package io.flinkiscc.cli;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.serve.TaskFailure;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** What became of requests with numbers from 0 on. Any thread may tell about each of them once. */
final class LookupTally {

  private enum End {
    OPEN,
    COMPLETE,
    PARTIAL,
    TIMED_OUT,
    REFUSED,
    ERROR
  }

  private final long[] intended;
  private final long[] nanos;
  private final End[] ends;
  private final CountDownLatch open;

  LookupTally(int requests) {
    intended = new long[requests];
    nanos = new long[requests];
    ends = new End[requests];
    Arrays.fill(ends, End.OPEN);
    open = new CountDownLatch(requests);
  }

  int requests() {
    return ends.length;
  }

  /**
   * A request has ended.
   *
   * @param since when it was to be sent, of {@link System#nanoTime}
   * @param answer null if there is none
   * @param why there is none
   */
  void ended(int request, long since, EnrichedRecord answer, Throwable why) {
    intended[request] = since;
    nanos[request] = System.nanoTime() - since;
    ends[request] = end(answer, why);
    open.countDown();
  }

  private static End end(EnrichedRecord answer, Throwable why) {
    if (answer == null) {
      Throwable cause = why instanceof CompletionException ? why.getCause() : why;
      return cause instanceof RejectedExecutionException ? End.REFUSED : End.ERROR;
    }
    if (answer.status() == Status.OK) {
      return End.COMPLETE;
    }
    if (answer.reason().contains(TaskFailure.Kind.OVERLOADED.toString())) {
      return End.REFUSED;
    }
    return answer.status() == Status.PARTIAL
        ? End.PARTIAL
        : answer.status() == Status.TIMEOUT ? End.TIMED_OUT : End.ERROR;
  }

  /** Waits for the requests that have not ended; returns whether all have. */
  boolean await(double seconds) throws InterruptedException {
    return open.await((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
  }

  /** Complete answers per second, from the first request until the last of them came. */
  double perSecond() {
    long complete = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < ends.length; i++) {
      if (ends[i] != End.OPEN) {
        first = Math.min(first, intended[i]);
      }
      if (ends[i] == End.COMPLETE) {
        complete++;
        last = Math.max(last, intended[i] + nanos[i]);
      }
    }
    return complete == 0 ? 0 : complete * 1e9 / (last - first);
  }

  /** Percentiles of the times of complete answers in milliseconds, and how many ended how. */
  Map<String, Object> figures() {
    long[] ascending =
        java.util.stream.IntStream.range(0, ends.length)
            .filter(i -> ends[i] == End.COMPLETE)
            .mapToLong(i -> nanos[i])
            .sorted()
            .toArray();
    Map<String, Object> figures = BenchReport.figures();
    figures.put("requests", requests());
    figures.put("achieved_per_s", perSecond());
    figures.put("p50_ms", millis(ascending, .5));
    figures.put("p99_ms", millis(ascending, .99));
    figures.put("p999_ms", millis(ascending, .999));
    figures.put("max_ms", millis(ascending, 1));
    figures.put("complete", count(End.COMPLETE));
    figures.put("refused", count(End.REFUSED));
    figures.put("partial", count(End.PARTIAL));
    figures.put("timed_out", count(End.TIMED_OUT));
    figures.put("errors", count(End.ERROR) + count(End.OPEN));
    return figures;
  }

  private long count(End end) {
    return Arrays.stream(ends).filter(e -> e == end).count();
  }

  private static Double millis(long[] ascending, double share) {
    return ascending.length == 0 ? null : (Double) (Latencies.at(ascending, share) / 1e3);
  }
}
