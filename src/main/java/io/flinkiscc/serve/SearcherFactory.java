package io.flinkiscc.serve;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;

/**
 * Opens searchers where they are needed, as in the tasks of a job. Serializable; two of the methods
 * below with equal options are equal, so that users can share what they open.
 */
@FunctionalInterface
public interface SearcherFactory extends Serializable {

  /**
   * Opens a searcher, which whoever asked for it closes.
   *
   * @throws IOException if it cannot be opened
   * @throws InterruptedException if the thread is interrupted
   */
  IsccSearcher open() throws IOException, InterruptedException;

  /** Asks the tasks of a running index that stand in a registry, with default options. */
  static SearcherFactory of(RegistryOptions registry) {
    return of(ClientOptions.builder(registry).build());
  }

  /** Asks the tasks of a running index that stand in a registry. */
  static SearcherFactory of(ClientOptions options) {
    return new ClientFactory(options);
  }

  /**
   * Asks a checkpoint or savepoint.
   *
   * @param path of it, or of the directory with the checkpoints of a job
   * @param follow how often to look for a newer completed checkpoint; zero: never
   */
  static SearcherFactory snapshot(String path, Duration follow) {
    return new SnapshotFactory(path, follow);
  }
}
