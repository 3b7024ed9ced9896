package io.flinkiscc.serve;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * One searcher for all functions of a process whose factories are equal, which ask the same in the
 * same way: a snapshot is copied once, and a service has one client. The last one to let go closes
 * it. Thread-safe.
 */
public final class SharedSearchers {

  private static final Map<SearcherFactory, Shared> OPEN = new HashMap<>();

  private SharedSearchers() {}

  /** A searcher and how many use it. */
  private static final class Shared {
    private int users;
    private IsccSearcher searcher;
  }

  /**
   * The use of a searcher, until it is closed; to be closed once.
   *
   * @param factory what opened it
   * @param searcher to be asked, and closed by closing this only
   */
  public record Use(SearcherFactory factory, IsccSearcher searcher) implements AutoCloseable {
    @Override
    public void close() {
      release(factory);
    }
  }

  /**
   * Opens a searcher, or joins those who use it already.
   *
   * @throws IOException if it cannot be opened
   * @throws InterruptedException if the thread is interrupted
   */
  public static Use use(SearcherFactory factory) throws IOException, InterruptedException {
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
