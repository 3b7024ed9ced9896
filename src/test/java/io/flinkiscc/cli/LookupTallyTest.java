package io.flinkiscc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.Completeness;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.serve.TaskFailure;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What is told about requests, and that those that are held up count from their time. */
class LookupTallyTest {

  private static final long HELD_UP_NANOS = 5_000_000;

  private static EnrichedRecord answer(Status status, String reason) {
    return EnrichedRecord.builder("q", status)
        .completeness(status == Status.OK ? Completeness.EXACT : Completeness.PARTIAL)
        .reason(reason)
        .build();
  }

  @Test
  void everyEndIsCounted() throws Exception {
    LookupTally tally = new LookupTally(8);
    long now = System.nanoTime();
    tally.ended(0, now, answer(Status.OK, ""), null);
    tally.ended(1, now, answer(Status.OK, ""), null);
    tally.ended(2, now, answer(Status.PARTIAL, "a task did not answer in time"), null);
    tally.ended(3, now, answer(Status.TIMEOUT, "a task did not answer in time"), null);
    tally.ended(4, now, answer(Status.PARTIAL, "it " + TaskFailure.Kind.OVERLOADED), null);
    tally.ended(5, now, null, new CompletionException(new RejectedExecutionException()));
    tally.ended(6, now, null, new IllegalStateException());
    assertThat(tally.await(0)).isFalse();
    tally.ended(7, now, null, new RejectedExecutionException());
    assertThat(tally.await(0)).isTrue();
    assertThat(tally.figures())
        .containsEntry("requests", 8)
        .containsEntry("complete", 2L)
        .containsEntry("partial", 1L)
        .containsEntry("timed_out", 1L)
        .containsEntry("refused", 3L)
        .containsEntry("errors", 1L);
  }

  @Test
  void withoutCompleteAnswersThereAreNoTimes() {
    LookupTally tally = new LookupTally(1);
    assertThat(tally.figures())
        .containsEntry("p50_ms", null)
        .containsEntry("achieved_per_s", 0.0)
        .containsEntry("errors", 1L);
  }

  /** Holds up whoever asks for the first time, and answers at once. */
  private static final class HoldingUp implements IsccSearcher {
    private boolean asked;

    @Override
    public CompletableFuture<EnrichedRecord> search(QueryRecord query) {
      long until = System.nanoTime() + (asked ? 0 : HELD_UP_NANOS);
      asked = true;
      while (System.nanoTime() < until) {
        Thread.onSpinWait();
      }
      return CompletableFuture.completedFuture(answer(Status.OK, ""));
    }

    @Override
    public CompletableFuture<Optional<Asset>> get(IsccId id) {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @Test
  void whatOneAnswerHoldsUpIsHeldAgainstTheOthers() throws Exception {
    QueryRecord query = LookupQuery.NEAREST.query(0, new LookupLog("", 1, 10).query(0), 10, false);
    LookupTally tally = new OpenLoop(new HoldingUp(), List.of(query), 1).run(1e6, 1e-5);
    assertThat(tally.requests()).isEqualTo(10);
    // Nine of ten waited, though each was answered at once when it was sent.
    assertThat((Double) tally.figures().get("p50_ms")).isGreaterThan(HELD_UP_NANOS / 1e6 - .1);
  }
}
