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
   * @param freed bytes of files that the new one is to take the place of
   * @throws ShardTooLargeException if no file may hold it
   * @throws IOException if it cannot be written, the disk or its budget is full, or the index is
   *     being closed; there is no file then
   */
  ShardFile write(SealedSource source, SealedGraphs given, long freed) throws IOException {
    Path path = directory.newPath();
    boolean done = false;
    try {
      write(path, source, given, freed);
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

  private void write(Path path, SealedSource source, SealedGraphs given, long freed)
      throws IOException {
    // Else a full budget could never become less: what frees bytes needs some for a while.
    long used = directory.bytes() - freed;
    long left = options.diskMaxBytes() - used;
    if (left > 0) {
      try {
        SealedShardWriter.write(
            path, source, options.sealed(left), (step, at) -> !threads.closing(), given);
        return;
      } catch (ShardTooLargeException e) {
        if (left >= options.fileMaxBytes() || left > SealedFormat.MAX_SECTION_BYTES) {
          throw e;
        }
      }
    }
    throw new IOException(
        "the files of the index take %d bytes and with one more shard too many, diskMaxBytes"
                .formatted(used)
            + " (index.disk.size) allows "
            + options.diskMaxBytes()
            + "; raise it, or spread the index over more tasks");
  }
}
