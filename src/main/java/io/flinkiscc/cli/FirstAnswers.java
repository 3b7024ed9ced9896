package io.flinkiscc.cli;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks a job again and again until it answers as it must, and tells how long that took. */
final class FirstAnswers {

  private static final long ASK_MILLIS = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  /** How long answers by graphs are waited for behind the first exact one. */
  private static final long GRAPH_NANOS = 1_000_000_000L;

  private final JobBench job;
  private final JobBenchCluster cluster;
  private final KnownQueries known;
  private long asked;

  FirstAnswers(JobBench job, JobBenchCluster cluster, KnownQueries known) {
    this.job = job;
    this.cluster = cluster;
    this.known = known;
  }

  /** Drops the answers there are: only later ones count. */
  void forget() {
    while (job.answers().poll() != null) {
      // One more is gone.
    }
  }

  /**
   * Asks until an exact answer of the whole index came, and a little longer for one by graphs.
   *
   * @param since {@link System#nanoTime} that times are told from
   * @param attempt earlier attempts of tasks do not count
   */
  Map<String, Object> await(long since, int attempt) throws Exception {
    long right = 0;
    long graph = 0;
    long wrong = 0;
    long deadline = since + PATIENCE.toNanos();
    while (right == 0 || graph == 0 && System.nanoTime() - right < GRAPH_NANOS) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "no right answer came within " + PATIENCE + ", " + wrong + " wrong ones did");
      }
      cluster.checkRunning();
      job.queries().raiseTo(++asked);
      TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
      for (Answers.Answer answer = job.answers().poll();
          answer != null;
          answer = job.answers().poll()) {
        if (answer.attempt() < attempt) {
          continue;
        }
        if (known.isExactAndRight(answer.record())) {
          right = right == 0 ? answer.nanos() : right;
        } else if (KnownQueries.isByGraph(answer.record())) {
          graph = graph == 0 ? answer.nanos() : graph;
        } else if (KnownQueries.isExact(answer.record())) {
          wrong++;
        }
      }
    }
    Map<String, Object> figures = BenchReport.figures();
    figures.put("first_right_answer_ms", (right - since) / 1e6);
    figures.put("first_answer_by_graph_ms", graph == 0 ? null : (Object) ((graph - since) / 1e6));
    figures.put("wrong_answers", wrong);
    return figures;
  }

  /** What the index tells of its restore, and of what it has done since. */
  Map<String, Object> restored() throws Exception {
    Map<String, Object> figures = BenchReport.figures();
    job.tell("restoreMillis", "max", 1, "restore_ms", figures);
    job.tell("restoreDownloadedBytes", "sum", 1, "downloaded_bytes", figures);
    job.tell("restoreLinkedBytes", "sum", 1, "linked_bytes", figures);
    figures.put("sealed_anew", (long) job.metric("sealings"));
    figures.put("compacted", (long) job.metric("compactions"));
    figures.put("graph_tail", (long) job.metric("graphTail"));
    figures.putAll(job.shape());
    return figures;
  }
}
