package io.flinkiscc.index;

import java.io.IOException;
import java.io.OutputStream;

/** Where an index that is restored gets the files of its sealed shards from. */
@FunctionalInterface
public interface ShardSource {

  /**
   * Copies a file.
   *
   * @param name {@link FrozenShard#name} of the shard
   * @param to where its bytes go; not to be closed
   * @throws IOException if there is no such file, or it cannot be read
   */
  void copy(String name, OutputStream to) throws IOException;

  /** A source without files. */
  static ShardSource none() {
    return (name, to) -> {
      throw new IOException(
          "the index has the sealed shard " + name + ", but only its log was given to restore it");
    };
  }
}
