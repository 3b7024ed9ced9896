package io.flinkiscc.serve;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry says about one index: read now and then on a thread of its own, and at once when
 * somebody found it out of date. While it cannot be read, what it said before holds. Any thread.
 */
final class EndpointWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointWatch.class);

  /** However many ask for it, the registry is not read more often. */
  private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** How long an unreachable task does not speak for the others of its generation. */
  private static final long SUSPECT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final ClientOptions options;
  private final ClientListener listener;
  private final Consumer<Set<String>> onRead;
  private final Map<String, Long> suspectSince = new ConcurrentHashMap<>();
  private final Thread thread;
  private volatile List<Endpoint> known = List.of();
  private CompletableFuture<Void> next = new CompletableFuture<>();
  private boolean wanted = true;
  private boolean closed;
  private boolean failing;

  /**
   * @param onRead gets the instances that stand in the registry, each time it was read
   */
  EndpointWatch(ClientOptions options, ClientListener listener, Consumer<Set<String>> onRead) {
    this.options = options;
    this.listener = listener;
    this.onRead = onRead;
    this.thread = new Thread(this::run, "iscc-client-registry");
    thread.setDaemon(true);
    thread.start();
  }

  /** Whom to ask now; empty if nobody is known. */
  List<Endpoint> chosen() {
    return EndpointChoice.of(known, this::isHealthy, System.currentTimeMillis());
  }

  private boolean isHealthy(Endpoint task) {
    Long since = suspectSince.get(task.instance());
    return since == null || System.nanoTime() - since > SUSPECT_NANOS;
  }

  void unreachable(Endpoint task) {
    suspectSince.put(task.instance(), System.nanoTime());
  }

  void reached(Endpoint task) {
    if (!suspectSince.isEmpty()) {
      suspectSince.remove(task.instance());
    }
  }

  /** Has the registry read as soon as may be; done when it was, whether it could be read or not. */
  synchronized CompletableFuture<Void> refresh() {
    if (closed) {
      return CompletableFuture.completedFuture(null);
    }
    wanted = true;
    notifyAll();
    return next;
  }

  private void run() {
    EndpointRegistry registry = null;
    try {
      while (true) {
        CompletableFuture<Void> reading = awaitTurn();
        if (reading == null) {
          return;
        }
        long started = System.nanoTime();
        try {
          if (registry == null) {
            registry = options.registry().open();
          }
          take(registry.list());
        } catch (IOException | RuntimeException e) {
          wentWrong(e);
        }
        reading.complete(null);
        // A registry that takes long is not kept busy all the time.
        rest(Math.max(SHORTEST_NANOS, System.nanoTime() - started));
      }
    } catch (InterruptedException e) {
      LOG.debug("The registry {} is not read any more", options.registry());
    } finally {
      if (registry != null) {
        Thread.interrupted();
        registry.close();
      }
    }
  }

  private synchronized CompletableFuture<Void> awaitTurn() throws InterruptedException {
    long until = System.nanoTime() + options.refresh().toNanos();
    while (!wanted && !closed) {
      long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
      if (millis <= 0) {
        break;
      }
      wait(millis);
    }
    if (closed) {
      return null;
    }
    wanted = false;
    CompletableFuture<Void> reading = next;
    next = new CompletableFuture<>();
    return reading;
  }

  private synchronized void rest(long nanos) throws InterruptedException {
    long until = System.nanoTime() + nanos;
    long millis;
    while (!closed && (millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())) > 0) {
      wait(millis);
    }
  }

  private void take(List<Endpoint> listed) {
    long now = System.currentTimeMillis();
    List<Endpoint> ours =
        listed.stream()
            .filter(e -> e.index().equals(options.index()) && e.expiresAtMillis() >= now)
            .toList();
    known = ours;
    Set<String> instances = new java.util.HashSet<>();
    ours.forEach(e -> instances.add(e.instance()));
    suspectSince.keySet().retainAll(instances);
    onRead.accept(instances);
    listener.registryRead(ours.size());
    if (failing) {
      failing = false;
      LOG.info("The registry {} can be read again", options.registry());
    }
  }

  private void wentWrong(Exception why) {
    listener.registryFailed(why);
    if (!failing) {
      failing = true;
      LOG.warn(
          "The registry {} cannot be read, what it said before holds; trying on",
          options.registry(),
          why);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      next.complete(null);
      notifyAll();
    }
    thread.interrupt();
  }
}
