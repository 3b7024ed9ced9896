package io.flinkiscc.cli;

import io.flinkiscc.graph.UsearchMetric;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.job.EnrichCommand;
import io.flinkiscc.job.IngestCommand;
import io.flinkiscc.job.LookupCommand;
import io.flinkiscc.job.WrongArguments;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command line of {@code flink-iscc.jar}. */
@Command(
    name = "flink-iscc",
    description = "A streaming similarity index for ISCC content codes on Flink and Kafka.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DemoCommand.class,
      LocalCommand.class,
      IngestCommand.class,
      EnrichCommand.class,
      QueryCommand.class,
      LookupCommand.class,
      InspectCommand.class,
      VerifyCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      BenchCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
public final class Main implements Callable<Integer> {

  @Spec private CommandSpec spec;

  Main() {}

  /** Without a command: what there is. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return CommandLine.ExitCode.USAGE;
  }

  /** Runs a command and ends the JVM with its exit code: 0 done, 1 failed, 2 wrong arguments. */
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(new Failures())
        .setParameterExceptionHandler(new WrongArguments())
        .registerConverter(LocalCommand.Format.class, s -> constant(LocalCommand.Format.class, s))
        .registerConverter(BenchKind.class, s -> constant(BenchKind.class, s))
        .registerConverter(
            EngineOptions.Indexing.class, s -> constant(EngineOptions.Indexing.class, s))
        .registerConverter(UsearchMetric.class, s -> constant(UsearchMetric.class, s))
        .registerConverter(BenchRestore.Saved.class, s -> constant(BenchRestore.Saved.class, s))
        .registerConverter(LookupQuery.class, s -> constant(LookupQuery.class, s))
        .registerConverter(FileQueries.class, s -> constant(FileQueries.class, s))
        .registerConverter(
            LocalCommand.ScoringName.class, s -> constant(LocalCommand.ScoringName.class, s));
  }

  /** Options say iscc-json where Java says ISCC_JSON. */
  static <E extends Enum<E>> E constant(Class<E> type, String name) {
    try {
      return Enum.valueOf(type, name.toUpperCase(Locale.ROOT).replace('-', '_'));
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException("'" + name + "' is not one of " + labels(type));
    }
  }

  private static <E extends Enum<E>> String labels(Class<E> type) {
    StringBuilder labels = new StringBuilder();
    for (E constant : type.getEnumConstants()) {
      labels
          .append(labels.isEmpty() ? "" : ", ")
          .append(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
    return labels.toString();
  }
}
