package io.flinkiscc.table;

import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.serve.SearcherFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * One searcher for all functions of a process that ask the same in the same way: a snapshot is
 * copied once, and a service has one client. The last one to let go closes it. Thread-safe.
 */
final class SharedSearchers {

  private static final Map<SearcherFactory, Shared> OPEN = new HashMap<>();

  private SharedSearchers() {}

  /** A searcher and how many use it. */
  private static final class Shared {
    private int users;
    private IsccSearcher searcher;
  }

  /** The use of a searcher, until it is closed. */
  record Use(SearcherFactory factory, IsccSearcher searcher) implements AutoCloseable {
    @Override
    public void close() {
      release(factory);
    }
  }

  /**
   * Opens a searcher, or joins those who use it already.
   *
   * @throws IOException if it cannot be opened
   */
  static Use use(SearcherFactory factory) throws IOException, InterruptedException {
    Shared shared;
    synchronized (OPEN) {
      shared = OPEN.computeIfAbsent(factory, f -> new Shared());
      shared.users++;
    }
    try {
      // Opening may take minutes; meanwhile others can open and close other ones.
      synchronized (shared) {
        if (shared.searcher == null) {
          shared.searcher = factory.open();
        }
        return new Use(factory, shared.searcher);
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      release(factory);
      throw e;
    }
  }

  private static void release(SearcherFactory factory) {
    Shared unused = null;
    synchronized (OPEN) {
      Shared shared = OPEN.get(factory);
      if (--shared.users == 0) {
        unused = OPEN.remove(factory);
      }
    }
    if (unused != null && unused.searcher != null) {
      unused.searcher.close();
    }
  }
}
