package io.flinkiscc.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;

/** A job that runs. For one thread. */
final class Run {

  private final MiniCluster cluster;
  private final JobClient job;
  private final Script<AssetOp> changes;
  private final Script<QueryRecord> queries;
  private final Results results;

  Run(
      MiniCluster cluster,
      JobClient job,
      Script<AssetOp> changes,
      Script<QueryRecord> queries,
      Results results) {
    this.cluster = cluster;
    this.job = job;
    this.changes = changes;
    this.queries = queries;
    this.results = results;
  }

  Results results() {
    return results;
  }

  /** Place behind the last change that was written. */
  long changesLength() {
    return changes.length();
  }

  /** Place behind the last query that was written. */
  long queriesLength() {
    return queries.length();
  }

  /** Hands over changes and does not wait. */
  void send(List<AssetOp> ops) {
    changes.add(ops);
  }

  /**
   * Hands over changes and waits until all index tasks have taken all changes; returns the
   * checkpoint that covers them.
   */
  String apply(List<AssetOp> ops) {
    send(ops);
    return awaitApplied();
  }

  /** Waits until the changes handed over have gone through: a barrier behind them has. */
  String awaitApplied() {
    changes.awaitSent();
    return checkpoint();
  }

  /** Hands over queries and waits until a source has sent them. */
  void post(List<QueryRecord> asked) {
    queries.add(asked);
    queries.awaitSent();
  }

  /** Asks queries; returns the results by their ids, exactly one for each. */
  Map<String, EnrichedRecord> ask(List<QueryRecord> asked) {
    queries.add(asked);
    List<String> ids = asked.stream().map(QueryRecord::queryId).toList();
    results.await(ids);
    Map<String, EnrichedRecord> answers = new HashMap<>();
    for (EnrichedRecord result : results.all()) {
      if (ids.contains(result.queryId())) {
        assertThat(answers.put(result.queryId(), result)).as(result.queryId()).isNull();
      }
    }
    return answers;
  }

  /** Lets both sources end and waits for the end of the job. */
  void finish() throws Exception {
    changes.end();
    queries.end();
    job.getJobExecutionResult().get();
  }

  /** Lets the source of changes end. */
  void endChanges() {
    changes.end();
  }

  /** Takes a checkpoint. */
  String checkpoint() {
    return patiently(() -> cluster.triggerCheckpoint(job.getJobID()));
  }

  /** Takes a savepoint and goes on. */
  String savepoint(Path directory, SavepointFormatType format) {
    return patiently(() -> job.triggerSavepoint(directory.toUri().toString(), format));
  }

  /** Takes a savepoint and ends the job. */
  String stop(Path directory, SavepointFormatType format) throws Exception {
    String path =
        patiently(() -> job.stopWithSavepoint(false, directory.toUri().toString(), format));
    awaitEnd();
    return path;
  }

  /** Cancels the job; its last checkpoint stays. */
  void cancel() throws Exception {
    job.cancel().get();
    awaitEnd();
  }

  /** Waits until the job has failed and returns why. */
  Throwable failure() {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    assertThatCode(() -> job.getJobExecutionResult().get()).satisfies(failure::set).isNotNull();
    return failure.get();
  }

  private void awaitEnd() {
    await("the end of the job")
        .atMost(Runs.PATIENCE)
        .until(() -> cluster.getJobStatus(job.getJobID()).get().isGloballyTerminalState());
  }

  /** A job that is just starting declines until all its tasks run. */
  private String patiently(Callable<CompletableFuture<String>> cut) {
    AtomicReference<String> path = new AtomicReference<>();
    await("a checkpoint or savepoint")
        .atMost(Runs.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(job.getJobStatus().get().isTerminalState()).as("the job ended").isFalse();
              assertThatCode(() -> path.set(cut.call().get())).doesNotThrowAnyException();
            });
    return path.get();
  }
}
