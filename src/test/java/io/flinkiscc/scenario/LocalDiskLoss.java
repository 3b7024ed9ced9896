package io.flinkiscc.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The local directories of all task managers are gone for a while: shards can be neither sealed nor
 * merged nor, where their files are needed, put into checkpoints; what is mapped is searched on.
 */
record LocalDiskLoss() implements Fault {

  private static final Duration WHILE = Duration.ofMillis(250);

  @Override
  public void strike(ScenarioRun run) throws IOException {
    List<Path> directories = run.cluster().localDirectories();
    for (Path directory : directories) {
      Files.move(directory, away(directory));
      // Where a file is, no directory can be made.
      Files.createFile(directory);
    }
    run.ask();
    run.awaitOrGoOn(WHILE, () -> false);
    for (Path directory : directories) {
      Files.delete(directory);
      Files.move(away(directory), directory);
    }
  }

  private static Path away(Path directory) {
    return directory.resolveSibling("away-" + directory.getFileName());
  }

  @Override
  public String toString() {
    return "the local disks are gone for a while";
  }
}
