package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens {@link IsccSnapshot}s: the restore of a task that has all key groups. */
final class SnapshotOpening {

  private static final Logger LOG = LoggerFactory.getLogger(SnapshotOpening.class);

  /** How often a newer checkpoint is opened in place of one that has gone. */
  private static final int ATTEMPTS = 5;

  /** Nothing is written anew of what is only read. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  private final SnapshotOptions options;

  SnapshotOpening(SnapshotOptions options) {
    this.options = options;
  }

  IsccSnapshot open(String path) throws IOException, InterruptedException {
    var given = new org.apache.flink.core.fs.Path(path);
    for (int attempt = 1; ; attempt++) {
      var directory = CheckpointPaths.resolve(given);
      boolean mayBeAnother = !directory.equals(given) && !directory.equals(given.getParent());
      try {
        return openAt(directory);
      } catch (SnapshotGoneException e) {
        if (!mayBeAnother || attempt == ATTEMPTS) {
          throw e;
        }
        LOG.info("{}; opening the newest one", e.getMessage());
      }
    }
  }

  private IsccSnapshot openAt(org.apache.flink.core.fs.Path directory)
      throws IOException, InterruptedException {
    SavedCheckpoint checkpoint = load(directory);
    try {
      return open(checkpoint, checkpoint.index(options.index().orElse(null)), false);
    } catch (IOException e) {
      if (wasDeleted(directory, e)) {
        throw new SnapshotGoneException(
            "checkpoint "
                + directory
                + " was deleted while it was being opened, as those are that newer ones replace;"
                + " try again with the newest one: "
                + e.getMessage(),
            e);
      }
      throw e;
    }
  }

  private static SavedCheckpoint load(org.apache.flink.core.fs.Path directory) throws IOException {
    try {
      return SavedCheckpoint.load(directory);
    } catch (FileNotFoundException e) {
      if (CheckpointPaths.number(directory) >= 0 && CheckpointPaths.exists(directory.getParent())) {
        throw new SnapshotGoneException(e.getMessage(), e);
      }
      throw e;
    }
  }

  /** Shared files may go before the metadata does; a newer checkpoint then tells why. */
  private static boolean wasDeleted(org.apache.flink.core.fs.Path directory, IOException failure)
      throws IOException {
    if (!CheckpointPaths.exists(CheckpointPaths.metadata(directory))) {
      return true;
    }
    return isMissing(failure)
        && CheckpointPaths.number(directory) >= 0
        && CheckpointPaths.newest(directory.getParent())
            .filter(newest -> newest.number() > CheckpointPaths.number(directory))
            .isPresent();
  }

  private static boolean isMissing(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof FileNotFoundException || t instanceof NoSuchFileException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Opens one of the indexes of a checkpoint.
   *
   * @param anyRealm whether it does not matter which realm it is of, if it does not tell
   */
  IsccSnapshot open(SavedCheckpoint checkpoint, SavedIndex saved, boolean anyRealm)
      throws IOException, InterruptedException {
    String missing = saved.missingKeyGroups();
    if (!missing.isEmpty()) {
      throw new IOException(
          checkpoint.directory()
              + " is not whole: index "
              + saved.describe()
              + " has nothing of key groups "
              + missing
              + ", whose tasks had ended");
    }
    int realm = realm(saved, anyRealm);
    Path directory = makeDirectory();
    boolean done = false;
    try (Transfers transfers = new Transfers(options.transferThreads(), "iscc-snapshot");
        CloseableRegistry closeables = new CloseableRegistry();
        LocalCopies copies = new LocalCopies(directory)) {
      RestoredIndex restored =
          new IndexRestorer(
                  KeyGroupRange.of(0, saved.maxParallelism() - 1),
                  saved.maxParallelism(),
                  () -> emptyIndex(directory),
                  transfers,
                  closeables,
                  copies,
                  true)
              .restore(checkpoint.id(), saved.handles());
      done = true;
      return new IsccSnapshot(
          checkpoint, saved, realm, options, restored.index(), () -> deleteDirectory(directory));
    } finally {
      if (!done) {
        deleteDirectory(directory);
      }
    }
  }

  private int realm(SavedIndex saved, boolean anyRealm) throws IOException {
    OptionalInt asked = options.realm();
    OptionalInt told =
        saved.identity().map(id -> OptionalInt.of(id.realm())).orElse(OptionalInt.empty());
    if (asked.isPresent() && told.isPresent() && asked.getAsInt() != told.getAsInt()) {
      throw new IllegalArgumentException(
          "realm is "
              + asked.getAsInt()
              + ", but index "
              + saved.describe()
              + " is of realm "
              + told.getAsInt());
    }
    if (told.isEmpty() && asked.isEmpty() && !anyRealm) {
      throw new IllegalArgumentException(
          "index "
              + saved.describe()
              + " was written by a version that does not tell its realm: give it, 0 (test) or 1"
              + " (operational)");
    }
    return told.orElseGet(() -> asked.orElse(0));
  }

  private AssetIndex emptyIndex(Path directory) {
    AssetIndex index = AssetIndex.builder().options(options.engine()).directory(directory).build();
    index.holdCompaction(NEVER);
    return index;
  }

  private Path makeDirectory() throws IOException {
    if (options.directory().isEmpty()) {
      return Files.createTempDirectory("iscc-snapshot-");
    }
    Path parent = Files.createDirectories(options.directory().get());
    return Files.createTempDirectory(parent, "iscc-snapshot-");
  }

  /** Deletes a directory; the index may be deleting what is in it at the same time. */
  private static void deleteDirectory(Path directory) {
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure)
                throws IOException {
              if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      LOG.warn("The local files of a snapshot could not be deleted: {}", directory, e);
    }
  }
}
