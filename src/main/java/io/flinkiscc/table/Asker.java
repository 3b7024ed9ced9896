package io.flinkiscc.table;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.QueryRejectedException;
import io.flinkiscc.kafka.ReasonCode;
import io.flinkiscc.kafka.RecordRejectedException;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.serve.SharedSearchers;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.table.functions.FunctionContext;

/**
 * Asks for the rows of one task, and decides what becomes of answers that are not complete. Counts
 * {@code searches}, {@code invalidSearches}, {@code partialAnswers} and {@code failedSearches} in
 * the group {@code similarity}. Thread-safe.
 */
final class Asker implements AutoCloseable {

  /** Makes a query of a row. */
  interface Question {
    QueryRecord of(Questions questions) throws RecordRejectedException;
  }

  private final Questions questions;
  private final Shortfall onPartial;
  private final Shortfall onFailure;
  private final boolean markNone;
  private final SharedSearchers.Use searcher;
  private final Counter searches;
  private final Counter invalid;
  private final Counter partial;
  private final Counter failed;

  private Asker(SearchSettings settings, SharedSearchers.Use searcher, MetricGroup metrics) {
    this.questions = settings.questions();
    this.onPartial = settings.get(SearchOptions.ON_PARTIAL);
    this.onFailure = settings.get(SearchOptions.ON_FAILURE);
    this.markNone = settings.get(SearchOptions.MARK_NONE);
    this.searcher = searcher;
    MetricGroup group = metrics.addGroup("similarity");
    this.searches = group.counter("searches", new SharedCounter());
    this.invalid = group.counter("invalidSearches", new SharedCounter());
    this.partial = group.counter("partialAnswers", new SharedCounter());
    this.failed = group.counter("failedSearches", new SharedCounter());
  }

  /**
   * Begins.
   *
   * @throws IOException if there is nobody to ask
   */
  static Asker open(SearchSettings settings, FunctionContext context)
      throws IOException, InterruptedException {
    return new Asker(settings, SharedSearchers.use(settings.searcher()), context.getMetricGroup());
  }

  /**
   * Asks a question.
   *
   * @return the answer; one with status invalid if the row makes no question; empty if there is
   *     none and that is to be ignored; fails if that, or a lack of parts, is to fail
   */
  CompletableFuture<Optional<EnrichedRecord>> ask(Question question) {
    searches.inc();
    QueryRecord query;
    try {
      query = question.of(questions);
    } catch (RecordRejectedException e) {
      invalid.inc();
      return CompletableFuture.completedFuture(Optional.of(refused(e)));
    }
    return settle(searcher.searcher().search(query), this::judge, e -> unanswered(query, e));
  }

  /**
   * Looks for an asset.
   *
   * @return the asset, if it is there; fails if nobody knows, unless that is to be ignored
   */
  CompletableFuture<Optional<Asset>> get(IsccId id) {
    searches.inc();
    return settle(searcher.searcher().get(id), asset -> asset, e -> Optional.empty());
  }

  /** Whether a search that finds nothing is to give a row. */
  boolean marksNone() {
    return markNone;
  }

  /** Whether an answer without matches is to be told, be it that it may not be all there is. */
  boolean tells(EnrichedRecord answer) {
    return switch (answer.status()) {
      case OK, NOT_FOUND -> markNone;
      case INVALID -> true;
      case PARTIAL -> markNone || onPartial == Shortfall.MARK;
      case TIMEOUT -> markNone || onFailure == Shortfall.MARK;
    };
  }

  private <A, R> CompletableFuture<Optional<R>> settle(
      CompletableFuture<A> answer,
      Function<A, Optional<R>> whenThere,
      Function<Throwable, Optional<R>> whenNot) {
    return answer.handle(
        (found, failure) -> {
          if (failure == null) {
            return whenThere.apply(found);
          }
          failed.inc();
          Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
          if (onFailure == Shortfall.FAIL) {
            throw new CompletionException(
                "The index did not answer (on-failure decides): " + why.getMessage(), why);
          }
          return whenNot.apply(why);
        });
  }

  private Optional<EnrichedRecord> judge(EnrichedRecord answer) {
    if (answer.status() == Status.INVALID) {
      invalid.inc();
    }
    if (answer.status() == Status.PARTIAL) {
      partial.inc();
      if (onPartial == Shortfall.FAIL) {
        throw failed("The answer is not complete (on-partial decides): ", answer);
      }
    }
    if (answer.status() == Status.TIMEOUT) {
      failed.inc();
      if (onFailure == Shortfall.FAIL) {
        throw failed("The index did not answer (on-failure decides): ", answer);
      }
    }
    return Optional.of(answer);
  }

  private static CompletionException failed(String what, EnrichedRecord answer) {
    return new CompletionException(new IOException(what + answer.reason()));
  }

  private Optional<EnrichedRecord> unanswered(QueryRecord query, Throwable why) {
    return onFailure == Shortfall.IGNORE
        ? Optional.empty()
        : Optional.of(
            EnrichedRecord.answer(query, Status.TIMEOUT)
                .completeness(Completeness.PARTIAL)
                .reason("nobody answered: " + Objects.requireNonNullElse(why.getMessage(), why))
                .build());
  }

  private static EnrichedRecord refused(RecordRejectedException e) {
    return e instanceof QueryRejectedException query
        ? EnrichedRecord.invalid(query)
        : EnrichedRecord.builder("sql", Status.INVALID).error(text(e.code(), e)).build();
  }

  private static String text(ReasonCode code, Exception e) {
    return code.id() + ": " + e.getMessage();
  }

  @Override
  public void close() {
    searcher.close();
  }
}
