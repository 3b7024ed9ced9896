package io.flinkiscc.cli;

import io.flinkiscc.kafka.HubLogFormat;
import io.flinkiscc.kafka.IngestFormat;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.state.SavepointWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a savepoint, or records of a topic, of files of records or directories of iscc-usearch. */
@Command(
    name = "import",
    description = {
      "Import records (JSONL, also gzipped), or directories of iscc-usearch called as unit types and"
          + " joined by key, into a savepoint that an ingest job starts from (flink run -s DIR), or"
          + " into an ingest topic.",
      "",
      "Lines that are no record are told with their numbers, or go to --dead-letters; the rest is"
          + " imported.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ImportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description =
          "Files of records in the order to apply them, or one directory with DIR/units/TYPE or"
              + " DIR/TYPE, and DIR/simprints/TYPE.")
  private List<Path> from;

  @Option(
      names = "--realm",
      required = true,
      paramLabel = "0|1",
      description = "Realm of the ISCC-IDs: 0 test, 1 operational.")
  private int realm;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Target target;

  /** Where to: one of both. */
  static final class Target {
    @Option(
        names = "--savepoint",
        paramLabel = "DIR",
        description = "Write a savepoint here; must not exist, or be empty.")
    private String savepoint;

    @Option(
        names = "--topic",
        paramLabel = "NAME",
        description = "Write records to this topic; needs --bootstrap-servers.")
    private String topic;
  }

  @Option(
      names = "--format",
      paramLabel = "iscc-json|hub-log",
      defaultValue = "iscc-json",
      description = "How the files are written. Default: ${DEFAULT-VALUE}.")
  private LocalCommand.Format format;

  @Option(
      names = "--dead-letters",
      paramLabel = "FILE",
      description = "Gets the lines that are refused, with the reasons. Default: they are told.")
  private Path deadLetters;

  @Option(
      names = "--adopt",
      description =
          "Take what another program has changed in the directories since this one saved them.")
  private boolean adopt;

  @Option(
      names = "--uid",
      paramLabel = "UID",
      defaultValue = "iscc-index",
      description = "index.uid of the job that is to start from it. Default: ${DEFAULT-VALUE}.")
  private String uid;

  @Option(
      names = "--max-parallelism",
      paramLabel = "N",
      defaultValue = "128",
      description =
          "index.max-parallelism of the job, 1..32768; can never be changed. Default:"
              + " ${DEFAULT-VALUE}.")
  private int maxParallelism;

  @Option(
      names = "--tasks",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of index tasks it is made for; any other works too. Default: ${DEFAULT-VALUE}.")
  private int tasks;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description = "Where local files are made. Default: the temporary files of the system.")
  private Path workDir;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT,...",
      description = "Kafka brokers of --topic.")
  private String bootstrapServers;

  @Option(
      names = "--kafka-property",
      paramLabel = "KEY=VALUE",
      description = "A property of the Kafka client, such as those for security; may be repeated.")
  private Map<String, String> kafkaProperties = new LinkedHashMap<>();

  @Override
  public Integer call() throws Exception {
    SnapshotArguments.loadFileSystems();
    PrintWriter err = spec.commandLine().getErr();
    Map<String, Object> summary = new LinkedHashMap<>();
    requireThere();
    IngestFormat ingestFormat = SnapshotArguments.with(spec, this::ingestFormat);
    try (CleanUp cleanUp = new CleanUp(() -> {});
        ImportTarget to = SnapshotArguments.with(spec, this::open)) {
      ImportSource source = SnapshotArguments.with(spec, () -> source(ingestFormat, err, cleanUp));
      try {
        source.readInto(to, summary);
        cleanUp.goOn();
        err.println("completing " + (target.topic == null ? target.savepoint : target.topic));
        err.flush();
        to.finish(summary);
      } finally {
        PrintWriter out = spec.commandLine().getOut();
        summary.forEach((name, value) -> out.printf("%s: %s%n", name, value));
        out.flush();
      }
      cleanUp.done();
    }
    return 0;
  }

  private void requireThere() {
    for (Path path : from) {
      if (!Files.isReadable(path)) {
        throw new ParameterException(
            spec.commandLine(), path + " is no file or directory that can be read");
      }
      if (Files.isDirectory(path) && from.size() > 1) {
        throw new ParameterException(
            spec.commandLine(), path + " is a directory: give it alone, not with others");
      }
    }
  }

  private IngestFormat ingestFormat() {
    return format == LocalCommand.Format.ISCC_JSON
        ? new IsccJsonFormat(realm)
        : new HubLogFormat(realm);
  }

  private ImportSource source(IngestFormat ingestFormat, PrintWriter err, CleanUp cleanUp)
      throws IOException {
    return Files.isDirectory(from.get(0))
        ? new UsearchSource(from.get(0), adopt, err, cleanUp)
        : new JsonlSource(from, ingestFormat, deadLetters, err, cleanUp);
  }

  private ImportTarget open() throws IOException {
    if (target.topic != null) {
      if (bootstrapServers == null) {
        throw new IllegalArgumentException("--topic needs --bootstrap-servers");
      }
      Map<String, String> properties = new LinkedHashMap<>(kafkaProperties);
      properties.put("bootstrap.servers", bootstrapServers);
      return new TopicTarget(target.topic, realm, properties);
    }
    SavepointWriter.Builder writer =
        SavepointWriter.builder(target.savepoint)
            .realm(realm)
            .uid(uid)
            .maxParallelism(maxParallelism)
            .tasks(tasks);
    if (workDir != null) {
      writer.localDirectory(workDir);
    }
    SavepointWriter built = writer.build();
    try {
      built.requireFree();
    } catch (IOException e) {
      built.close();
      throw new IllegalArgumentException("--savepoint is " + e.getMessage(), e);
    }
    return new SavepointTarget(built);
  }
}
