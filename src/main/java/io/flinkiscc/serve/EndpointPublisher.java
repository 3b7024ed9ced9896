package io.flinkiscc.serve;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the entry of a running service in a registry: enters it, renews it with every heartbeat and
 * withdraws it at the end, all on a thread of its own, so that a registry that is slow or away
 * holds up nobody. Entries of others that expired long ago are removed on the way.
 *
 * <p>Start it when the service answers, close it before the service stops taking requests:
 *
 * <pre>{@code
 * EndpointPublisher publisher = EndpointPublisher.start(registry, endpoint);
 * ...
 * publisher.close();
 * server.shutdown();
 * }</pre>
 */
public final class EndpointPublisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EndpointPublisher.class);

  /** How long an entry must have been out of date before others remove it. */
  static final Duration STALE = Duration.ofMinutes(10);

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);
  private static final Duration FIRST_RETRY = Duration.ofMillis(100);

  private final RegistryOptions options;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch firstPublished = new CountDownLatch(1);
  private final Thread thread;
  private volatile Endpoint endpoint;
  private boolean failing;

  private EndpointPublisher(RegistryOptions options, Endpoint endpoint) {
    this.options = Objects.requireNonNull(options, "options");
    this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
    this.thread = new Thread(this::run, "iscc-registry-" + endpoint.task().subtask());
    thread.setDaemon(true);
  }

  /**
   * Enters a service, as soon as the registry lets it.
   *
   * @param endpoint its entry; {@link Endpoint#expiresAtMillis} is set by each heartbeat, and the
   *     epoch is raised above those of entries for the same key groups, so that clocks that differ
   *     let no older task seem the fresher one
   */
  public static EndpointPublisher start(RegistryOptions options, Endpoint endpoint) {
    EndpointPublisher publisher = new EndpointPublisher(options, endpoint);
    publisher.thread.start();
    return publisher;
  }

  /** The entry as it was last written, or is to be. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /**
   * Waits until the entry stands in the registry.
   *
   * @return whether it does
   * @throws InterruptedException if the thread is interrupted
   */
  public boolean awaitPublished(Duration patience) throws InterruptedException {
    return firstPublished.await(patience.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void run() {
    EndpointRegistry registry = null;
    boolean entered = false;
    try {
      Duration pause = Duration.ZERO;
      while (!closing.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        try {
          if (registry == null) {
            registry = options.open();
          }
          if (!entered) {
            endpoint = fresherThanOthers(endpoint, registry.list());
          }
          endpoint = endpoint.expiringAt(System.currentTimeMillis() + options.expiry().toMillis());
          registry.publish(endpoint);
          entered = true;
          firstPublished.countDown();
          removeStale(registry);
          wentWell();
          pause = options.heartbeat();
        } catch (IOException | RuntimeException e) {
          wentWrong(e);
          pause = entered ? options.heartbeat().dividedBy(2) : FIRST_RETRY;
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("The entry of {} in {} is given up", endpoint.instance(), options);
    } finally {
      // The interrupt meant the wait; the withdrawal is bounded by those who wait for this thread.
      Thread.interrupted();
      leave(registry);
    }
  }

  private void leave(EndpointRegistry registry) {
    if (registry == null) {
      return;
    }
    try (registry) {
      registry.withdraw(endpoint);
    } catch (IOException | RuntimeException e) {
      LOG.warn("The entry of {} in {} stays until it expires", endpoint.instance(), options, e);
    }
  }

  static Endpoint fresherThanOthers(Endpoint own, List<Endpoint> others) {
    long now = System.currentTimeMillis();
    long epoch = own.epochMillis();
    for (Endpoint other : others) {
      boolean same =
          other.index().equals(own.index())
              && !other.instance().equals(own.instance())
              && other.firstKeyGroup() <= own.lastKeyGroup()
              && other.lastKeyGroup() >= own.firstKeyGroup();
      // What is far ahead is no clock that differs, and is not followed.
      if (same && other.epochMillis() < now + STALE.toMillis()) {
        epoch = Math.max(epoch, other.epochMillis() + 1);
      }
    }
    return own.servingSince(epoch);
  }

  private void removeStale(EndpointRegistry registry) throws IOException {
    long before = System.currentTimeMillis() - STALE.toMillis();
    for (Endpoint entry : registry.list()) {
      if (entry.expiresAtMillis() < before) {
        registry.withdraw(entry);
      }
    }
  }

  private void wentWell() {
    if (failing) {
      failing = false;
      LOG.info("The entry of {} stands in {} again", endpoint.instance(), options);
    }
  }

  private void wentWrong(Exception why) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "{} cannot be entered in {}, clients do not find it until it is; trying on",
          endpoint.instance(),
          options,
          why);
    }
  }

  /** Withdraws the entry; waits for that 5 s at most. */
  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      thread.interrupt();
    }
  }
}
