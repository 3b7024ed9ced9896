package io.flinkiscc.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The local directory of one index: names its files so that no two shards of any index are ever
 * called the same. Made when the first file is, in the place given or among the temporary files of
 * the system. Any thread.
 */
final class ShardDirectory {

  private final UUID index = UUID.randomUUID();
  private final AtomicLong count = new AtomicLong();
  private final Path parent;
  private final ThreadPoolExecutor deletions = BackgroundThreads.pool("iscc-index-delete", 1);
  private Path directory;
  private boolean closed;
  private long bytes;

  /**
   * @param parent where to make the directory; null for the temporary files of the system
   */
  ShardDirectory(Path parent) {
    this.parent = parent;
  }

  /** A name for a new shard. */
  String newName() {
    return index + "-" + count.getAndIncrement();
  }

  /**
   * A path for a file; restored shards get new paths, because two may have one name.
   *
   * @throws IOException if there can be no directory, or the index is closed
   */
  Path newPath() throws IOException {
    return directory().resolve(count.getAndIncrement() + ".shard");
  }

  private synchronized Path directory() throws IOException {
    if (closed) {
      throw new IOException("the index is closed, no shard can be written any more");
    }
    if (directory == null) {
      String name = "iscc-index-" + index;
      if (parent == null) {
        directory = Files.createTempDirectory(name);
      } else {
        Files.createDirectories(parent);
        directory = Files.createDirectory(parent.resolve(name));
      }
    }
    return directory;
  }

  /** Removes the directory, at once or when the last lease on a file in it has ended. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    BackgroundThreads.end(deletions);
    removeIfDone();
  }

  /** Notes the bytes of a file that can be read. */
  synchronized void added(long fileBytes) {
    bytes += fileBytes;
  }

  /** Bytes of the files that are whole. */
  synchronized long bytes() {
    return bytes;
  }

  /**
   * Deletes a file of so many bytes that was {@link #added} and nobody holds any more. That is done
   * in the background while the index is open: a file system can take a while for a large file.
   */
  void delete(Path file, long fileBytes) {
    Runnable deletion =
        () -> {
          delete(file);
          added(-fileBytes);
        };
    try {
      deletions.execute(deletion);
    } catch (RejectedExecutionException closedMeanwhile) {
      deletion.run();
    }
  }

  /** Deletes a file, if there is one. */
  void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It goes with the directory of the task, which is removed as a whole in the end.
      return;
    }
    removeIfDone();
  }

  private synchronized void removeIfDone() {
    if (closed && directory != null && directory.toFile().delete()) {
      directory = null;
    }
  }
}
