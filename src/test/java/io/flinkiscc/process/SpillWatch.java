package io.flinkiscc.process;

import java.io.File;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks at the local files of task managers, which tell what their indexes are doing before any
 * metric does.
 */
final class SpillWatch {

  private static final long POLL_NANOS = 300_000;
  private static final long LIMIT_NANOS = 15_000_000_000L;

  private final Map<String, File> directories = new TreeMap<>();
  private final Set<File> known = new HashSet<>();

  /** Begins to watch task managers; what is there already does not count. */
  SpillWatch(ProcessCluster cluster, Iterable<String> taskManagers) {
    for (String id : taskManagers) {
      File directory = cluster.spill(id).toFile();
      directories.put(id, directory);
      walk(directory, known::add);
    }
  }

  /**
   * Waits, some seconds at most, for a new file or directory.
   *
   * @param wanted tells whether it is of interest; asked again as long as it is not
   * @return the task manager that has it; empty if none came
   */
  Optional<String> await(Predicate<File> wanted) {
    long deadline = System.nanoTime() + LIMIT_NANOS;
    while (System.nanoTime() < deadline) {
      for (Map.Entry<String, File> directory : directories.entrySet()) {
        Set<File> found = new HashSet<>();
        walk(directory.getValue(), found::add);
        found.removeAll(known);
        if (found.stream().anyMatch(wanted)) {
          return Optional.of(directory.getKey());
        }
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return Optional.empty();
  }

  // Not by java.nio.file: files vanish all the time, and that must not end the walk.
  private static void walk(File directory, Consumer<File> each) {
    File[] files = directory.listFiles();
    for (File file : files == null ? List.<File>of() : List.of(files)) {
      each.accept(file);
      if (!file.getName().contains(".")) {
        walk(file, each);
      }
    }
  }
}
