package io.flinkiscc.index;

import java.io.IOException;
import java.nio.file.Path;

/** Writes and opens the files of sealed shards in the local directory. For background threads. */
final class ShardFileWriter {

  private final EngineOptions options;
  private final BackgroundThreads threads;
  private final ShardDirectory directory;

  ShardFileWriter(EngineOptions options, BackgroundThreads threads, ShardDirectory directory) {
    this.options = options;
    this.threads = threads;
    this.directory = directory;
  }

  /**
   * Writes a shard.
   *
   * @param given graphs that need not be built
   * @throws IOException if it cannot be written, or the index is being closed; there is no file
   *     then
   */
  ShardFile write(SealedSource source, SealedGraphs given) throws IOException {
    Path path = directory.newPath();
    boolean done = false;
    try {
      SealedShardWriter.write(
          path, source, options.sealed(), (step, at) -> !threads.closing(), given);
      ShardFile file = ShardFile.open(directory.newName(), path, directory);
      done = true;
      return file;
    } finally {
      // Also after an interrupt between the last byte and the first look at it.
      if (!done) {
        directory.delete(path);
      }
    }
  }
}
