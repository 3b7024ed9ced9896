package io.flinkiscc.index;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
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
  private Path directory;

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

  /** A path for a file; restored shards get new paths, because two may have one name. */
  Path newPath() throws IOException {
    return directory().resolve(count.getAndIncrement() + ".shard");
  }

  private synchronized Path directory() throws IOException {
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

  /**
   * Removes the directory if nothing is left in it but unfinished files. Files under a lease stay
   * until it ends.
   */
  synchronized void removeIfEmpty() {
    if (directory == null) {
      return;
    }
    File[] files =
        directory.toFile().listFiles((dir, name) -> name.endsWith(SealedShardWriter.UNFINISHED));
    for (File file : files == null ? new File[0] : files) {
      file.deleteOnExit();
      boolean deleted = file.delete();
      assert deleted : file;
    }
    if (!directory.toFile().delete()) {
      directory.toFile().deleteOnExit();
    }
  }
}
