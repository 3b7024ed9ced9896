package io.flinkiscc.serve;

import io.flinkiscc.index.Asset;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Asks the tasks of a running index and puts together what they answer, by the same rules and in
 * the same order as in the job. Needs no Flink.
 *
 * <pre>{@code
 * RegistryOptions registry = RegistryOptions.of("dir:/var/flink-iscc/registry");
 * try (IsccClient client = IsccClient.open(ClientOptions.builder(registry).build())) {
 *   client.search(query).thenAccept(System.out::println);
 * }
 * }</pre>
 *
 * <p>A client lives through restarts, failovers and rescales of the index. Until the time of a
 * query is up, what failed is asked again, of whoever holds the key groups by then; then the answer
 * is partial and says which key groups are missing and why. If nothing is known at all, its status
 * is {@code timeout}. The answers of {@link #search} fail only if too many are open ({@link
 * RejectedExecutionException}) or the client is closed ({@link CancellationException}), those of
 * {@link #get} also if the task that would know cannot be asked ({@link TaskFailure}).
 *
 * <p>Answers are completed by threads of the client's connections: work that takes long belongs on
 * others.
 */
public final class IsccClient implements IsccSearcher {

  private final ClientOptions options;
  private final ClientListener listener;
  private final ScheduledThreadPoolExecutor timer;
  private final TaskChannels channels;
  private final EndpointWatch watch;
  private final ClientCore core;
  private final Set<CompletableFuture<?>> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean closed;

  private IsccClient(ClientOptions options, ClientListener listener) throws IOException {
    this.options = Objects.requireNonNull(options, "options");
    this.listener = Objects.requireNonNull(listener, "listener");
    this.timer =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "iscc-client-timer");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.channels = new TaskChannels(options, timer);
    this.watch = new EndpointWatch(options, listener, channels::keep);
    TaskCaller tasks = new TaskCaller(channels, listener, options.consistency());
    this.core =
        new ClientCore(options, listener, watch, caller(tasks), tasks, new Backoff(options), timer);
  }

  private static QueryCaller caller(TaskCaller tasks) {
    return (task, query, nanos) ->
        tasks.search(task, List.of(query), nanos).thenApply(answers -> answers.get(0));
  }

  /**
   * Opens a client. It reads the registry in the background, so that this succeeds even while
   * nothing can be reached.
   *
   * @throws IOException if the files of the TLS options cannot be read
   */
  public static IsccClient open(ClientOptions options) throws IOException {
    return open(options, ClientListener.NONE);
  }

  /**
   * Opens a client.
   *
   * @param listener hears what it does
   * @throws IOException if the files of the TLS options cannot be read
   */
  public static IsccClient open(ClientOptions options, ClientListener listener) throws IOException {
    return new IsccClient(options, listener);
  }

  @Override
  public CompletableFuture<EnrichedRecord> search(QueryRecord query) {
    Objects.requireNonNull(query, "query");
    Optional<CompletableFuture<EnrichedRecord>> refusal = admit();
    if (refusal.isPresent()) {
      return refusal.get();
    }
    long started = System.nanoTime();
    Asking asking = new Asking(core, query);
    track(asking.result());
    asking
        .result()
        .whenComplete(
            (answer, why) -> {
              if (answer != null) {
                listener.answered(answer, System.nanoTime() - started);
              } else {
                asking.cancel(new CancellationException("the client was closed"));
              }
            });
    asking.start();
    return asking.result();
  }

  @Override
  public CompletableFuture<Optional<Asset>> get(IsccId id) {
    Objects.requireNonNull(id, "id");
    Optional<CompletableFuture<Optional<Asset>>> refusal = admit();
    if (refusal.isPresent()) {
      return refusal.get();
    }
    AssetAsking asking = new AssetAsking(core, id);
    track(asking.result());
    asking.step();
    return asking.result();
  }

  private <T> Optional<CompletableFuture<T>> admit() {
    if (closed) {
      return Optional.of(
          CompletableFuture.failedFuture(new CancellationException("the client is closed")));
    }
    if (inFlight.incrementAndGet() > options.maxInFlight()) {
      inFlight.decrementAndGet();
      listener.refused();
      return Optional.of(
          CompletableFuture.failedFuture(
              new RejectedExecutionException(
                  options.maxInFlight()
                      + " questions are open already; ask fewer at a time, or raise maxInFlight")));
    }
    return Optional.empty();
  }

  private void track(CompletableFuture<?> result) {
    open.add(result);
    result.whenComplete(
        (answer, why) -> {
          open.remove(result);
          inFlight.decrementAndGet();
        });
    if (closed) {
      result.completeExceptionally(new CancellationException("the client was closed"));
    }
  }

  /** Number of services that there is a connection to. */
  int connections() {
    return channels.count();
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
    open.forEach(
        result -> result.completeExceptionally(new CancellationException("the client was closed")));
    timer.shutdownNow();
    channels.close();
  }
}
