package io.flinkiscc.serve;

import io.flinkiscc.state.ServedTask;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads that answer the requests of a service. */
final class SearchThreads {

  private static final Logger LOG = LoggerFactory.getLogger(SearchThreads.class);

  private final ServedTask task;
  private final ServedIdentity identity;
  private final QueryServiceOptions options;
  private final ServiceMetrics metrics;
  private final RequestQueue queue;
  private final Responses responses;
  private final AssetLookup lookup;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  SearchThreads(
      ServedTask task,
      ServedIdentity identity,
      QueryServiceOptions options,
      ServiceMetrics metrics,
      Responses responses,
      RequestQueue queue) {
    this.task = task;
    this.identity = identity;
    this.options = options;
    this.metrics = metrics;
    this.responses = responses;
    this.queue = queue;
    this.lookup = new AssetLookup(task, identity, metrics, responses);
  }

  void start() {
    for (int i = 0; i < options.threads(); i++) {
      Thread thread = new Thread(this::run, ServiceThreads.name(task, "search-" + i));
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  private void run() {
    try {
      for (WaitingCall<?> call = queue.take(); call != null; call = queue.take()) {
        answer(call);
      }
    } catch (InterruptedException e) {
      LOG.debug("A search thread was interrupted", e);
    }
  }

  private void answer(WaitingCall<?> first) {
    SearchBatch batch = new SearchBatch(task, identity, options, metrics, responses, () -> stopped);
    for (WaitingCall<?> call = first; call != null; call = batch.hasRoom() ? queue.poll() : null) {
      if (call instanceof SearchCall search) {
        batch.add(search);
      } else if (call instanceof GetCall get) {
        lookup.answer(get);
      }
    }
    batch.run();
  }

  /** Gives up what is being searched; the queue has to be closed before. */
  void stop() {
    stopped = true;
  }

  /** Waits until all threads have ended. */
  void join() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
