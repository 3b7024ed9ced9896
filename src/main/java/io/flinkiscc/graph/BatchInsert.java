package io.flinkiscc.graph;

import io.flinkiscc.nphd.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Adds many codes: for a batch of them several threads look where they belong, which is most of the
 * work, then one thread links them in their order. The result depends on the codes, the seed and
 * whether there is more than one thread, not on their number or timing.
 */
final class BatchInsert {

  private static final int BATCH = 128;

  /** Below this many nodes a batch would be a large part of the graph it is looked up in. */
  private static final int FIRST_ALONE = 1024;

  private final CodeGraph graph;
  private final int threads;
  private final List<Finder> finders = new ArrayList<>();
  private final List<Insertion> insertions = new ArrayList<>();

  BatchInsert(CodeGraph graph, int threads) {
    this.graph = graph;
    this.threads = threads;
    for (int i = 0; i < threads; i++) {
      finders.add(new Finder(graph.bits(), graph.options()));
    }
    for (int i = 0; i < BATCH; i++) {
      insertions.add(graph.insertion());
    }
  }

  void add(List<Code> codes) {
    int at = 0;
    while (at < codes.size() && graph.size() < FIRST_ALONE) {
      graph.add(codes.get(at++));
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "graph-build");
              thread.setDaemon(true);
              return thread;
            });
    try {
      for (; at < codes.size(); at += BATCH) {
        add(codes.subList(at, Math.min(codes.size(), at + BATCH)), pool);
      }
    } finally {
      pool.shutdown();
    }
  }

  private void add(List<Code> batch, ExecutorService pool) {
    for (int i = 0; i < batch.size(); i++) {
      graph.start(insertions.get(i), batch.get(i));
    }
    HeapLayer[] layers = graph.layers();
    AtomicInteger next = new AtomicInteger();
    List<Callable<Void>> tasks = new ArrayList<>();
    for (Finder finder : finders) {
      tasks.add(
          () -> {
            for (int i = next.getAndIncrement(); i < batch.size(); i = next.getAndIncrement()) {
              finder.find(insertions.get(i), layers, graph.seeds());
            }
            return null;
          });
    }
    await(pool, tasks);
    graph.linkBatch(insertions.subList(0, batch.size()));
  }

  private static void await(ExecutorService pool, List<Callable<Void>> tasks) {
    try {
      for (Future<Void> done : pool.invokeAll(tasks)) {
        done.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while adding codes; some were not added", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("Adding codes failed; some were not added", e.getCause());
    }
  }
}
