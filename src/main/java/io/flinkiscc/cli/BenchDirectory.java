package io.flinkiscc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where a benchmark writes: a directory of the user's, or one that goes when it is closed. */
final class BenchDirectory implements AutoCloseable {

  private final Path path;
  private final boolean temporary;

  private BenchDirectory(Path path, boolean temporary) {
    this.path = path;
    this.temporary = temporary;
  }

  /**
   * Makes the directory if it is not there.
   *
   * @param wanted the user's, or null for a temporary one
   */
  static BenchDirectory open(Path wanted) throws IOException {
    return wanted == null
        ? new BenchDirectory(Files.createTempDirectory("flink-iscc-bench"), true)
        : new BenchDirectory(Files.createDirectories(wanted), false);
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    if (!temporary) {
      return;
    }
    try (Stream<Path> files = Files.walk(path)) {
      files.sorted(Comparator.reverseOrder()).forEach(BenchDirectory::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
