package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.state.IsccSnapshot;
import io.flinkiscc.state.SnapshotOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers from a checkpoint or savepoint, without a running job. If it follows, it looks now and
 * then for a newer completed checkpoint of the job, or of another run of it, and goes on with that:
 * it is opened beside the old one, which is closed when its last search has ended.
 *
 * <pre>{@code
 * try (IsccSearcher searcher =
 *     SnapshotSearcher.builder("s3://bucket/checkpoints").follow(Duration.ofSeconds(30)).open()) {
 *   searcher.search(query).thenAccept(System.out::println);
 * }
 * }</pre>
 */
public final class SnapshotSearcher implements IsccSearcher {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotSearcher.class);

  private final String path;
  private final SnapshotOptions options;
  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService follower;
  private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
  private volatile SharedSnapshot current;
  private volatile Exception failure;
  private boolean closed;

  private SnapshotSearcher(Builder builder, IsccSnapshot first) {
    this.path = builder.path;
    this.options = builder.options;
    this.current = new SharedSnapshot(first);
    this.threads =
        new ThreadPoolExecutor(
            builder.threads,
            builder.threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(builder.queue),
            daemons("iscc-snapshot-search"));
    if (builder.follow.isZero()) {
      this.follower = null;
    } else {
      this.follower = Executors.newSingleThreadScheduledExecutor(daemons("iscc-snapshot-follow"));
      long nanos = builder.follow.toNanos();
      follower.scheduleWithFixedDelay(this::follow, nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  /**
   * Starts a searcher.
   *
   * @param path as {@link IsccSnapshot#open(String, SnapshotOptions)} takes it
   */
  public static Builder builder(String path) {
    return new Builder(path);
  }

  private static ThreadFactory daemons(String name) {
    AtomicInteger count = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Where the checkpoint is that is asked at present. */
  public String checkpointPath() {
    return current.snapshot().path();
  }

  /** The id of the checkpoint that is asked at present. */
  public long checkpointId() {
    return current.snapshot().checkpointId();
  }

  /** The realm of the index. */
  public int realm() {
    return current.snapshot().realm();
  }

  /** Why the last look for a newer checkpoint failed; empty if it did not. */
  public Optional<Exception> lastFailure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public CompletableFuture<EnrichedRecord> search(QueryRecord query) {
    Objects.requireNonNull(query, "query");
    return ask(snapshot -> snapshot.search(query));
  }

  @Override
  public CompletableFuture<Optional<Asset>> get(IsccId id) {
    Objects.requireNonNull(id, "id");
    return ask(snapshot -> snapshot.get(id));
  }

  private <T> CompletableFuture<T> ask(Function<IsccSnapshot, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    open.add(answer);
    try {
      threads.execute(
          () -> {
            answer(question, answer);
            open.remove(answer);
          });
    } catch (RejectedExecutionException e) {
      open.remove(answer);
      answer.completeExceptionally(
          new RejectedExecutionException(
              threads.isShutdown()
                  ? "the searcher is closed"
                  : threads.getQueue().size()
                      + " questions wait already; ask fewer at a time, or give it more threads"));
    }
    return answer;
  }

  private <T> void answer(Function<IsccSnapshot, T> question, CompletableFuture<T> answer) {
    if (answer.isDone()) {
      return;
    }
    SharedSnapshot asked = current;
    while (!asked.use()) {
      synchronized (this) {
        if (closed) {
          answer.completeExceptionally(new CancellationException("the searcher was closed"));
          return;
        }
      }
      asked = current;
    }
    try {
      answer.complete(question.apply(asked.snapshot()));
    } catch (RuntimeException | Error e) {
      answer.completeExceptionally(e);
    } finally {
      asked.release();
    }
  }

  /** Goes on with a newer checkpoint, if there is one. */
  private void follow() {
    try {
      Optional<String> newest = IsccSnapshot.newest(path);
      if (newest.isPresent() && !newest.get().equals(checkpointPath())) {
        swap(IsccSnapshot.open(newest.get(), options));
      }
      failure = null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      tell(e);
    }
  }

  /** Once, not at every look. */
  private void tell(Exception why) {
    Exception before = failure;
    failure = why;
    if (before == null || !Objects.equals(before.getMessage(), why.getMessage())) {
      LOG.warn(
          "No newer checkpoint in {} could be opened, {} is asked still",
          path,
          checkpointPath(),
          why);
    }
  }

  private void swap(IsccSnapshot newer) {
    SharedSnapshot old;
    synchronized (this) {
      if (closed) {
        newer.close();
        return;
      }
      old = current;
      current = new SharedSnapshot(newer);
    }
    LOG.info("Checkpoint {} is asked now, it was {}", newer.path(), old.snapshot().path());
    old.release();
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    if (follower != null) {
      follower.shutdownNow();
    }
    threads.shutdownNow();
    open.forEach(
        answer ->
            answer.completeExceptionally(new CancellationException("the searcher was closed")));
    current.release();
  }

  /** Options of a searcher. */
  public static final class Builder {
    private static final int MOST_THREADS = 1024;

    private final String path;
    private SnapshotOptions options = SnapshotOptions.defaults();
    private Duration follow = Duration.ZERO;
    private int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
    private int queue = 1000;

    private Builder(String path) {
      this.path = Objects.requireNonNull(path, "path");
    }

    /** Sets how checkpoints are opened; default {@link SnapshotOptions#defaults()}. */
    public Builder options(SnapshotOptions options) {
      this.options = Objects.requireNonNull(options, "options");
      return this;
    }

    /**
     * Sets how often a newer checkpoint is looked for; default zero: never. The path then has to be
     * one that has {@code chk-N} in it, or in the directories of jobs in it.
     */
    public Builder follow(Duration interval) {
      this.follow = Objects.requireNonNull(interval, "follow");
      return this;
    }

    /** Sets how many questions are answered at a time, 1..1024; default up to 4. */
    public Builder threads(int threads) {
      this.threads = threads;
      return this;
    }

    /** Sets how many questions may wait before more are refused, from 1 on; default 1000. */
    public Builder queue(int questions) {
      this.queue = questions;
      return this;
    }

    /**
     * Opens the checkpoint, or the newest one that is there.
     *
     * @throws IllegalArgumentException naming the option that is out of range
     * @throws IOException if it cannot be opened, see {@link IsccSnapshot#open(String,
     *     SnapshotOptions)}
     * @throws InterruptedException if the thread was interrupted
     */
    public SnapshotSearcher open() throws IOException, InterruptedException {
      require(!follow.isNegative(), "follow", follow, "durations from zero (never) on");
      require(threads >= 1 && threads <= MOST_THREADS, "threads", threads, "1.." + MOST_THREADS);
      require(queue >= 1, "queue", queue, "numbers from 1 on");
      IsccSnapshot first = IsccSnapshot.open(path, options);
      if (!follow.isZero() && IsccSnapshot.newest(path).isEmpty()) {
        first.close();
        throw new IllegalArgumentException(
            "follow is "
                + follow
                + ", but "
                + path
                + " is a single checkpoint or savepoint: give the directory that has chk-N in it, or"
                + " its parent");
      }
      return new SnapshotSearcher(this, first);
    }

    private static void require(boolean fine, String name, Object value, String allowed) {
      if (!fine) {
        throw new IllegalArgumentException(name + " is " + value + ", allowed are " + allowed);
      }
    }
  }
}
