package io.flinkiscc.job;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * Entry of {@code flink-iscc-job.jar} for {@code flink run}. Flink takes a return for success and
 * an exception for a failure; it must not be left by System.exit.
 */
@Command(
    name = "flink run flink-iscc-job.jar",
    description = "The jobs of flink-iscc: ISCC records in, similar content out.",
    subcommands = {IngestCommand.class, EnrichCommand.class, LookupCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Runnable {

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  private boolean help;

  Main() {}

  /**
   * Runs a command.
   *
   * @throws Exception if it fails or its arguments are wrong, the configuration included
   */
  public static void main(String[] args) throws Exception {
    Exception[] failure = new Exception[1];
    new CommandLine(new Main())
        .setParameterExceptionHandler(
            (wrong, given) -> {
              failure[0] = wrong.getCause() instanceof JobConfigException refused ? refused : wrong;
              return CommandLine.ExitCode.USAGE;
            })
        .setExecutionExceptionHandler(
            (failed, command, parsed) -> {
              failure[0] = failed;
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(args);
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "a command is missing; allowed: ingest, enrich, lookup");
  }
}
