package io.flinkiscc.stream;

import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.serve.SearcherFactory;
import io.flinkiscc.serve.SharedSearchers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Asks an index of another job, or a checkpoint, one query per record: each gets one result. The
 * tasks of a job that run in one JVM and are given equal factories share one searcher.
 *
 * <p>{@link IsccLookup} puts it into a job with all that belongs to it. On its own it passes on
 * results that are to be dead letters as all others.
 */
public final class IsccLookupFunction extends RichAsyncFunction<QueryRecord, EnrichedRecord> {

  private static final long serialVersionUID = 1L;

  private final SearcherFactory factory;
  private final OnIncomplete onPartial;
  private final OnIncomplete onUnreachable;

  private transient SharedSearchers.Use searcher;
  private transient LookupMetrics metrics;

  /**
   * Makes a function.
   *
   * @param factory opens what is asked
   * @param onPartial what happens to queries that a part of the index answered
   * @param onUnreachable what happens to queries that nobody answered
   */
  public IsccLookupFunction(
      SearcherFactory factory, OnIncomplete onPartial, OnIncomplete onUnreachable) {
    this.factory = Objects.requireNonNull(factory, "factory");
    this.onPartial = Objects.requireNonNull(onPartial, "onPartial");
    this.onUnreachable = Objects.requireNonNull(onUnreachable, "onUnreachable");
  }

  @Override
  public void open(OpenContext context) throws Exception {
    metrics = new LookupMetrics(getRuntimeContext().getMetricGroup());
    searcher = SharedSearchers.use(factory);
  }

  @Override
  public void asyncInvoke(QueryRecord query, ResultFuture<EnrichedRecord> result) {
    long started = System.nanoTime();
    metrics.begin();
    searcher
        .searcher()
        .search(query)
        .whenComplete(
            (found, why) -> {
              EnrichedRecord answer =
                  why == null ? found : unanswered(query, reason(why), System.nanoTime() - started);
              metrics.end(LookupOutcome.of(answer), System.nanoTime() - started);
              hand(answer, why, result);
            });
  }

  /** The searcher has not kept its own deadline; what it says later is not heard. */
  @Override
  public void timeout(QueryRecord query, ResultFuture<EnrichedRecord> result) {
    hand(unanswered(query, "the time-out of the lookup has passed", 0), null, result);
  }

  private void hand(EnrichedRecord answer, Throwable why, ResultFuture<EnrichedRecord> result) {
    OnIncomplete policy =
        switch (LookupOutcome.of(answer)) {
          case PARTIAL -> onPartial;
          case UNREACHABLE -> onUnreachable;
          case ANSWERED -> OnIncomplete.PASS_MARKED;
        };
    if (policy == OnIncomplete.FAIL) {
      result.completeExceptionally(
          new IncompleteLookupException(
              "query " + answer.queryId() + " was not answered: " + answer.reason(), why));
    } else {
      result.complete(List.of(answer));
    }
  }

  private static EnrichedRecord unanswered(QueryRecord query, String reason, long nanos) {
    return EnrichedRecord.answer(query, Status.TIMEOUT)
        .completeness(Completeness.PARTIAL)
        .reason(reason)
        .tookMicros(TimeUnit.NANOSECONDS.toMicros(nanos))
        .build();
  }

  private static String reason(Throwable why) {
    Throwable cause =
        why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  @Override
  public void close() {
    if (searcher != null) {
      searcher.close();
      searcher = null;
    }
  }
}
