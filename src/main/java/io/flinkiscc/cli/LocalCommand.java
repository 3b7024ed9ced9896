package io.flinkiscc.cli;

import io.flinkiscc.kafka.HubLogFormat;
import io.flinkiscc.kafka.IngestFormat;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.stream.IsccIndex;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.zip.GZIPInputStream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.collect.CollectSinkOperatorFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the whole pipeline on this machine over the user's own files. */
@Command(
    name = "local",
    description = {
      "Index the records of a file and answer the queries of another, on this machine.",
      "",
      "Lines of the events file are ingest records, or {\"key\", \"timestamp\", \"value\"} around"
          + " one (a value of null deletes). Lines of the queries file are queries. Both may be"
          + " gzipped (.gz). Queries are answered when all events are applied.",
      ""
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LocalCommand implements Callable<Integer> {

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);

  /** How the events file is written. */
  enum Format {
    ISCC_JSON,
    HUB_LOG
  }

  /** How matches are scored. */
  enum ScoringName {
    TIERED,
    COMPATIBLE
  }

  @Spec private CommandSpec spec;

  @Option(names = "--events", required = true, paramLabel = "FILE", description = "JSONL(.gz).")
  private Path events;

  @Option(names = "--queries", required = true, paramLabel = "FILE", description = "JSONL(.gz).")
  private Path queries;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "Gets enriched.jsonl and dead-letters.jsonl; is made if needed.")
  private Path output;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "Number of index tasks, 1..128. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--checkpoint-dir",
      paramLabel = "DIR",
      description = "Write a checkpoint here every 10 seconds. Default: none are written.")
  private Path checkpointDir;

  @Option(
      names = "--scoring",
      paramLabel = "tiered|compatible",
      defaultValue = "tiered",
      description =
          "How matches are scored and ordered: tiered with relations and caps, compatible as"
              + " iscc-search does it. Default: ${DEFAULT-VALUE}.")
  private ScoringName scoring;

  @Option(
      names = "--limit",
      paramLabel = "K",
      defaultValue = "10",
      description = "Matches for a query that does not say, 1..1000. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--realm",
      paramLabel = "0|1",
      defaultValue = "0",
      description = "Realm of the ISCC-IDs: 0 test, 1 operational. Default: ${DEFAULT-VALUE}.")
  private int realm;

  @Option(
      names = "--format",
      paramLabel = "iscc-json|hub-log",
      defaultValue = "iscc-json",
      description = "How the events are written. Default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--interleave",
      description = "Answer queries while events are read instead of after the last one.")
  private boolean interleave;

  @Override
  public Integer call() throws Exception {
    requireFile("--events", events);
    requireFile("--queries", queries);
    IsccIndex index = index();
    IngestFormat ingestFormat =
        valid(
            () -> format == Format.ISCC_JSON ? new IsccJsonFormat(realm) : new HubLogFormat(realm));
    QueryFormat queryFormat = valid(() -> new QueryFormat(realm).withDefaultLimit(limit));
    Files.createDirectories(output);
    try (StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration())) {
      LocalPipeline pipeline =
          LocalPipeline.build(env, index, events, ingestFormat, queries, queryFormat);
      new LocalRun(output, spec.commandLine().getErr()).run(env, pipeline);
    }
    return 0;
  }

  private IsccIndex index() {
    return valid(
        () ->
            IsccIndex.builder()
                .realm(realm)
                .parallelism(parallelism)
                .rules(
                    scoring == ScoringName.COMPATIBLE
                        ? MatchRules.compatible()
                        : MatchRules.tiered())
                .answerAfterIngest(!interleave)
                .build());
  }

  private Configuration configuration() {
    Configuration config = new Configuration();
    // What one result may take on its way to the file: a thousand matches with their metadata.
    config.set(CollectSinkOperatorFactory.MAX_BATCH_SIZE, MemorySize.ofMebiBytes(256));
    if (checkpointDir != null) {
      config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
      config.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY,
          checkpointDir.toAbsolutePath().toUri().toString());
    }
    return config;
  }

  private void requireFile(String option, Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + file + ", which is no file that can be read");
    }
    if (file.toString().endsWith(".gz")) {
      requireGzip(option, file);
    }
  }

  private void requireGzip(String option, Path file) {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      in.read();
    } catch (IOException e) {
      throw new ParameterException(
          spec.commandLine(),
          option
              + " is "
              + file
              + ", which is not gzipped although it ends in .gz: "
              + e.getMessage());
    }
  }

  private <T> T valid(java.util.function.Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
