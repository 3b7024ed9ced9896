package io.flinkiscc.testing;

/**
 * A Kafka broker outside this JVM that a test can kill and bring back. It ends with {@link
 * #close()}, which deletes its files, or with this JVM, however that ends.
 */
public interface TestBroker extends AutoCloseable {

  /** Where clients connect; the same after a restart. */
  String bootstrapServers();

  /** Ends the broker at once, as {@code kill -9} does, and returns when it is gone. */
  void kill();

  /** Starts the killed broker on the same files and port; returns when it takes requests. */
  void restart();

  @Override
  void close();
}
