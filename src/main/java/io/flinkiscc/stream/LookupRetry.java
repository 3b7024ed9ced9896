package io.flinkiscc.stream;

import io.flinkiscc.kafka.EnrichedRecord;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.streaming.api.functions.async.AsyncRetryPredicate;
import org.apache.flink.streaming.api.functions.async.AsyncRetryStrategy;

/** Has queries that were not answered by the whole index asked anew, each time after longer. */
final class LookupRetry
    implements AsyncRetryStrategy<EnrichedRecord>, AsyncRetryPredicate<EnrichedRecord> {

  private static final long serialVersionUID = 1L;

  private static final long LONGEST_MILLIS = Duration.ofMinutes(1).toMillis();
  private static final int MOST_DOUBLINGS = 20;

  private final int most;
  private final long firstMillis;

  LookupRetry(int most, Duration first) {
    this.most = most;
    this.firstMillis = first.toMillis();
  }

  @Override
  public boolean canRetry(int attempts) {
    return attempts <= most;
  }

  @Override
  public long getBackoffTimeMillis(int attempts) {
    int doublings = Math.min(MOST_DOUBLINGS, Math.max(0, attempts - 1));
    return Math.min(LONGEST_MILLIS, firstMillis << doublings);
  }

  @Override
  public AsyncRetryPredicate<EnrichedRecord> getRetryPredicate() {
    return this;
  }

  @Override
  public Optional<Predicate<Collection<EnrichedRecord>>> resultPredicate() {
    return Optional.of(results -> results.stream().anyMatch(LookupRetry::isIncomplete));
  }

  @Override
  public Optional<Predicate<Throwable>> exceptionPredicate() {
    return Optional.of(IncompleteLookupException.class::isInstance);
  }

  private static boolean isIncomplete(EnrichedRecord result) {
    return LookupOutcome.of(result) != LookupOutcome.ANSWERED;
  }
}
