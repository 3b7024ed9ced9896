package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.UnreachableNodes;
import io.flinkiscc.match.AnswerRecall;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after how good an index is, in a thread of its own: now and then it answers a real query
 * once more by comparing everything, and it looks for nodes that cannot be reached in the graphs of
 * shards that were sealed meanwhile.
 *
 * <p>The thread of the task offers queries; one is taken every {@link #PAUSE} at most. Any thread
 * reads the figures.
 */
final class IndexWatch implements AutoCloseable {

  /** Time between two looks. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  /** Sampled queries that the recall is a mean over. */
  static final int WINDOW = 100;

  private static final Logger LOG = LoggerFactory.getLogger(IndexWatch.class);
  private static final long CLOSE_SECONDS = 5;

  private final AssetIndex index;
  private final AnswerRecall recall;
  private final int sampleEvery;
  private final UnreachableNodes reachability = new UnreachableNodes();
  private final Counter sampledQueries = new ThreadSafeSimpleCounter();
  private final AtomicReference<MatchQuery> offered = new AtomicReference<>();
  private final ArrayDeque<AnswerRecall.Found> samples = new ArrayDeque<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(IndexWatch::newThread);

  private volatile double sampledRecall = Double.NaN;
  private volatile long unreachableNodes;

  /** Queries since the last one that was offered. Task thread only. */
  private int passed;

  /**
   * @param sampleEvery how many queries there are to one that may be taken; 0 for none
   */
  IndexWatch(AssetIndex index, MatchRules rules, int sampleEvery) {
    this.index = index;
    this.recall = new AnswerRecall(rules);
    this.sampleEvery = sampleEvery;
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "iscc-index-watch");
    thread.setDaemon(true);
    return thread;
  }

  /** Begins to look, if queries are to be sampled at all. */
  void start() {
    if (sampleEvery > 0) {
      long pause = PAUSE.toMillis();
      thread.scheduleWithFixedDelay(quietly(this::look), pause, pause, TimeUnit.MILLISECONDS);
    }
  }

  /** Tells of a query that was answered. Task thread only. */
  void answered(MatchQuery query) {
    passed++;
    if (sampleEvery > 0 && passed >= sampleEvery && offered.compareAndSet(null, query)) {
      passed = 0;
    }
  }

  /** Only says so if looking fails: what is thrown would end the schedule unheard. */
  static Runnable quietly(Runnable look) {
    return () -> {
      try {
        look.run();
      } catch (RuntimeException | Error e) {
        LOG.warn("The quality of the similarity index could not be looked at", e);
      }
    };
  }

  /** Looks once. For one thread at a time. */
  void look() {
    IndexSnapshot snapshot = index.snapshot();
    unreachableNodes = reachability.count(snapshot);
    MatchQuery query = offered.getAndSet(null);
    if (query != null) {
      samples.add(recall.measure(snapshot, query));
      if (samples.size() > WINDOW) {
        samples.remove();
      }
      long wanted = samples.stream().mapToLong(AnswerRecall.Found::wanted).sum();
      long found = samples.stream().mapToLong(AnswerRecall.Found::found).sum();
      sampledRecall = wanted == 0 ? 1 : (double) found / wanted;
      sampledQueries.inc();
    }
  }

  /** Share of the wanted results that the last sampled queries found; NaN before the first. */
  double sampledRecall() {
    return sampledRecall;
  }

  /** Counts the queries that were sampled. */
  Counter sampledQueries() {
    return sampledQueries;
  }

  /** Nodes of sealed graphs that no search can find, as of the last look. */
  long unreachableNodes() {
    return unreachableNodes;
  }

  /** Ends the thread; waits some seconds for a look that is going on. */
  @Override
  public void close() throws InterruptedException {
    thread.shutdownNow();
    if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
      LOG.info("A look at the similarity index still goes on; it ends by itself");
    }
  }
}
