package io.flinkiscc.serve;

import java.io.IOException;
import java.util.List;

/**
 * Where the tasks of indexes tell where they can be asked. What it lists may be out of date:
 * entries expire, and {@link EndpointChoice} picks those to ask. Any thread may call any method,
 * which may take as long as a request to the storage behind it.
 */
public interface EndpointRegistry extends AutoCloseable {

  /**
   * Enters a task, or renews its entry.
   *
   * @throws IOException if the storage cannot be written
   */
  void publish(Endpoint endpoint) throws IOException;

  /**
   * Removes the entry of a task; nothing happens if there is none.
   *
   * @throws IOException if the storage cannot be written
   */
  void withdraw(Endpoint endpoint) throws IOException;

  /**
   * All entries that can be read, expired ones included. What is no entry is left out.
   *
   * @throws IOException if the storage cannot be read
   */
  List<Endpoint> list() throws IOException;

  /** Lets go of connections; entries stay. */
  @Override
  void close();
}
