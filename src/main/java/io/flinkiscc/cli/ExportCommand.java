package io.flinkiscc.cli;

import io.flinkiscc.state.IsccSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns a checkpoint or savepoint into directories of iscc-usearch and lines of JSON. */
@Command(
    name = "export",
    description = {
      "Export the index of a checkpoint or savepoint: a directory of iscc-usearch for each unit type"
          + " (units/TYPE, keys are the bodies of ISCC-IDs) and type of simprints (simprints/TYPE,"
          + " 128-bit keys), and all assets as ingest records (assets.jsonl).",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportCommand implements Callable<Integer> {

  private static final int MEBI = 1 << 20;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "PATH",
      description =
          "Directory of a checkpoint or savepoint, or one that has chk-N in it, or in those of jobs"
              + " in it: then the newest.")
  private String path;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Is made; appears when it is complete.")
  private Path output;

  @Option(
      names = "--overwrite",
      description = "Take the place of an earlier export; of nothing else.")
  private boolean overwrite;

  @Option(
      names = "--shard-size",
      paramLabel = "MiB",
      defaultValue = "512",
      description =
          "Size of the files of the directories, 1..32768; one at a time is in memory. Default:"
              + " ${DEFAULT-VALUE}.")
  private int shardSize;

  @Mixin private SnapshotArguments snapshot;

  @Override
  public Integer call() throws Exception {
    Path target = output.toAbsolutePath().normalize();
    if (shardSize < 1 || shardSize > 32 << 10) {
      throw new ParameterException(
          spec.commandLine(), "--shard-size is " + shardSize + ", allowed are 1..32768");
    }
    requireFree(target);
    Files.createDirectories(target.getParent());
    Path partial = target.resolveSibling("." + target.getFileName() + ".part-" + UUID.randomUUID());
    PrintWriter err = spec.commandLine().getErr();
    err.println("opening " + path);
    err.flush();
    try (CleanUp cleanUp = new CleanUp(() -> Directories.delete(partial));
        IsccSnapshot opened =
            SnapshotArguments.with(
                spec, () -> IsccSnapshot.open(path, snapshot.options().build()))) {
      err.printf("exporting %d assets of %s%n", opened.liveAssets(), opened.path());
      IndexExport export = new IndexExport(opened, partial, (long) shardSize * MEBI, err, cleanUp);
      Map<String, Object> summary = export.write();
      replace(partial, target);
      cleanUp.done();
      PrintWriter out = spec.commandLine().getOut();
      summary.forEach((name, value) -> out.printf("%s: %s%n", name, value));
      out.printf("exported to %s%n", target);
      out.flush();
    }
    return 0;
  }

  private void requireFree(Path target) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    if (!overwrite) {
      throw new ParameterException(
          spec.commandLine(),
          "--output is " + target + ", which exists; give another, or --overwrite");
    }
    if (!Files.isRegularFile(target.resolve(IndexExport.SUMMARY))) {
      throw new ParameterException(
          spec.commandLine(),
          "--output is "
              + target
              + ", which is no export (it has no "
              + IndexExport.SUMMARY
              + "): --overwrite takes the place of exports only");
    }
  }

  private void replace(Path partial, Path target) throws IOException {
    if (!Files.exists(target)) {
      Files.move(partial, target);
      return;
    }
    if (!overwrite) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "it was made while the export was written");
    }
    Path old = target.resolveSibling("." + target.getFileName() + ".old-" + UUID.randomUUID());
    Files.move(target, old);
    Files.move(partial, target);
    Directories.delete(old);
  }
}
