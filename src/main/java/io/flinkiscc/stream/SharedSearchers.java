package io.flinkiscc.stream;

import io.flinkiscc.serve.IsccSearcher;
import io.flinkiscc.serve.SearcherFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Searchers that the tasks of a job in one JVM share: one for all whose factories are equal, opened
 * by the first of them and closed by the last.
 */
final class SharedSearchers {

  private static final Map<SearcherFactory, Shared> OPEN = new HashMap<>();

  private SharedSearchers() {}

  private static final class Shared {
    private final IsccSearcher searcher;
    private int users;

    Shared(IsccSearcher searcher) {
      this.searcher = searcher;
    }
  }

  /**
   * The searcher of a factory, to be given back once.
   *
   * @throws IOException if it cannot be opened
   * @throws InterruptedException if the thread is interrupted
   */
  static IsccSearcher acquire(SearcherFactory factory) throws IOException, InterruptedException {
    synchronized (OPEN) {
      Shared shared = OPEN.get(factory);
      if (shared == null) {
        shared = new Shared(factory.open());
        OPEN.put(factory, shared);
      }
      shared.users++;
      return shared.searcher;
    }
  }

  static void release(SearcherFactory factory) {
    IsccSearcher unused = null;
    synchronized (OPEN) {
      Shared shared = OPEN.get(factory);
      if (shared != null && --shared.users == 0) {
        OPEN.remove(factory);
        unused = shared.searcher;
      }
    }
    if (unused != null) {
      unused.close();
    }
  }
}
