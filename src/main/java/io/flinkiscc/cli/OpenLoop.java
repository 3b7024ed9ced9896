package io.flinkiscc.cli;

import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.serve.IsccSearcher;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks at a steady rate, whatever becomes of the answers: each request leaves at its time, or at
 * once if that has passed, and its latency counts from that time, so that what a slow answer holds
 * up is held against it.
 */
final class OpenLoop {

  /** What is shorter is waited for too long. */
  private static final long SHORTEST_WAIT_NANOS = 20_000;

  private final IsccSearcher searcher;
  private final List<QueryRecord> queries;
  private final double patienceSeconds;
  private long asked;

  /**
   * @param queries asked in turns
   * @param patienceSeconds how long to wait for answers when all is asked
   */
  OpenLoop(IsccSearcher searcher, List<QueryRecord> queries, double patienceSeconds) {
    this.searcher = searcher;
    this.queries = queries;
    this.patienceSeconds = patienceSeconds;
  }

  /** Asks for a time. */
  LookupTally run(double perSecond, double seconds) throws InterruptedException {
    int requests = Math.max(1, (int) Math.round(perSecond * seconds));
    LookupTally tally = new LookupTally(requests);
    long start = System.nanoTime();
    for (int i = 0; i < requests; i++) {
      long intended = start + (long) (i * 1e9 / perSecond);
      for (long wait = intended - System.nanoTime();
          wait > SHORTEST_WAIT_NANOS;
          wait = intended - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      ask(tally, i, intended);
    }
    tally.await(patienceSeconds);
    return tally;
  }

  private void ask(LookupTally tally, int request, long intended) {
    QueryRecord query = queries.get((int) (asked++ % queries.size()));
    searcher
        .search(query)
        .whenComplete((answer, why) -> tally.ended(request, intended, answer, why));
  }
}
