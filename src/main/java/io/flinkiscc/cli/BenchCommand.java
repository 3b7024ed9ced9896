package io.flinkiscc.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measures parts of the index on this machine. */
@Command(
    name = "bench",
    description = {
      "Measure the index on this machine: one JSON line per result on standard output, progress on"
          + " standard error.",
      ""
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchGraph.class,
      BenchScan.class,
      BenchIndex.class,
      BenchChurn.class,
      BenchUsearch.class,
      BenchCheckpoint.class,
      BenchRestore.class,
      BenchRescale.class,
      BenchLookup.class,
      LookupServiceCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class BenchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  /** Without a benchmark: which there are. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }
}
