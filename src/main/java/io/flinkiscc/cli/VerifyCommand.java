package io.flinkiscc.cli;

import io.flinkiscc.library.CodeIndex;
import io.flinkiscc.library.VerifyReport;
import io.flinkiscc.state.CheckpointVerification;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at every byte of a checkpoint, savepoint or directory of iscc-usearch. */
@Command(
    name = "verify",
    description = {
      "Look at every byte that a checkpoint, a savepoint or a directory of iscc-usearch has of an"
          + " index: checksums, counts, whether every code of a graph can be found. Exit code 0 if"
          + " all is well, 1 if not: each damage is told on standard output.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class VerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description =
          "Directory of a checkpoint or savepoint, one that has chk-N in it, or in those of jobs in"
              + " it (the newest), an export, or a directory of iscc-usearch.")
  private String path;

  @Mixin private SnapshotArguments snapshot;

  @Override
  public Integer call() throws Exception {
    Path local = LocalPaths.of(path);
    List<Path> indexes = local == null ? List.of() : UsearchDirectory.indexes(local);
    boolean sound = true;
    if (indexes.isEmpty()) {
      CheckpointVerification.Report report =
          SnapshotArguments.with(
              spec,
              () -> CheckpointVerification.run(path, snapshot.options().build(), this::progress));
      sound =
          tell(report.path(), report.problems(), report.files(), report.bytes(), report.assets());
    } else {
      for (Path index : indexes) {
        sound &= verify(index);
      }
    }
    return sound ? 0 : 1;
  }

  private boolean verify(Path directory) {
    progress(directory.toString());
    try (CodeIndex<?> index = UsearchDirectory.open(directory, true)) {
      VerifyReport report = index.verify();
      return tell(
          directory.toString(),
          report.problems(),
          report.files(),
          report.bytes(),
          report.entries());
    } catch (IOException e) {
      return tell(directory.toString(), List.of(String.valueOf(e.getMessage())), 0, 0, 0);
    }
  }

  private void progress(String what) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("looking at " + what);
    err.flush();
  }

  private boolean tell(String what, List<String> problems, int files, long bytes, long assets) {
    PrintWriter out = spec.commandLine().getOut();
    problems.forEach(problem -> out.println("damaged: " + problem));
    out.printf(
        "%s: %s: %d files, %d bytes, %d live entries%n",
        what, problems.isEmpty() ? "sound" : problems.size() + " problems", files, bytes, assets);
    out.flush();
    return problems.isEmpty();
  }
}
