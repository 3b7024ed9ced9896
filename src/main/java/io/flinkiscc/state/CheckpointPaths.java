package io.flinkiscc.state;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/** Finds completed checkpoints and savepoints in any file system that Flink knows. */
final class CheckpointPaths {

  private static final String METADATA = "_metadata";
  private static final Pattern CHECKPOINT = Pattern.compile("chk-(\\d{1,18})");

  /** Names of jobs: the parent of their directories may have anything else beside them. */
  private static final Pattern JOB = Pattern.compile("[0-9a-f]{32}");

  /** The newest is the one that was completed last; the number decides within a millisecond. */
  private static final Comparator<Found> OLDEST_FIRST =
      Comparator.comparingLong(Found::completedMillis).thenComparingLong(Found::number);

  private CheckpointPaths() {}

  /**
   * A completed checkpoint.
   *
   * @param directory where its metadata is
   * @param completedMillis when its metadata was written, milliseconds since 1970 UTC
   * @param number its id
   */
  record Found(Path directory, long completedMillis, long number) {}

  /** The metadata file in a directory. */
  static Path metadata(Path directory) {
    return new Path(directory, METADATA);
  }

  /**
   * The directory of a checkpoint or savepoint.
   *
   * @param given it, the metadata in it, or one where {@link #newest} looks
   * @throws IOException if there is none
   */
  static Path resolve(Path given) throws IOException {
    if (given.getName().equals(METADATA)) {
      return given.getParent();
    }
    if (exists(metadata(given))) {
      return given;
    }
    if (!exists(given)) {
      throw new FileNotFoundException("there is no " + given);
    }
    return newest(given)
        .map(Found::directory)
        .orElseThrow(
            () ->
                new FileNotFoundException(
                    "there is no completed checkpoint or savepoint at "
                        + given
                        + ": expected is a directory with "
                        + METADATA
                        + ", or one with chk-N in it, or in directories named by the ids of jobs"));
  }

  /**
   * The newest completed checkpoint among {@code chk-N} in a directory and in those of jobs in it.
   *
   * @return empty if there is none
   */
  static Optional<Found> newest(Path parent) throws IOException {
    List<Found> found = new ArrayList<>();
    for (FileStatus entry : list(parent)) {
      String name = entry.getPath().getName();
      if (CHECKPOINT.matcher(name).matches()) {
        addCompleted(entry.getPath(), found);
      } else if (JOB.matcher(name).matches() && entry.isDir()) {
        for (FileStatus inJob : list(entry.getPath())) {
          if (CHECKPOINT.matcher(inJob.getPath().getName()).matches()) {
            addCompleted(inJob.getPath(), found);
          }
        }
      }
    }
    return found.stream().max(OLDEST_FIRST);
  }

  private static void addCompleted(Path directory, List<Found> found) throws IOException {
    try {
      FileStatus metadata = directory.getFileSystem().getFileStatus(metadata(directory));
      found.add(new Found(directory, metadata.getModificationTime(), number(directory)));
    } catch (FileNotFoundException e) {
      // It is being written or deleted.
    }
  }

  /** The id of a checkpoint by the name of its directory; -1 if it is not called so. */
  static long number(Path directory) {
    Matcher name = CHECKPOINT.matcher(directory.getName());
    return name.matches() ? Long.parseLong(name.group(1)) : -1;
  }

  /** What is in a directory; nothing if it is gone. */
  private static FileStatus[] list(Path directory) throws IOException {
    try {
      FileStatus[] entries = directory.getFileSystem().listStatus(directory);
      return entries == null ? new FileStatus[0] : entries;
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  static boolean exists(Path path) throws IOException {
    return path.getFileSystem().exists(path);
  }
}
