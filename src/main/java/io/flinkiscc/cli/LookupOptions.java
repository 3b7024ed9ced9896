package io.flinkiscc.cli;

import io.flinkiscc.index.EngineOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What an index that is to be asked holds, how it is kept, and what it is asked. */
final class LookupOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--assets",
      paramLabel = "N",
      defaultValue = "250000",
      description =
          "Assets of four units that the index is filled with, 1..100000000. Default:"
              + " ${DEFAULT-VALUE}.")
  private long assets;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description =
          "Records that the assets are made of, JSONL of the ingest topic, gzipped if it ends in"
              + " .gz: those of realm 0 with META, CONTENT, DATA and INSTANCE units, each as often"
              + " as needed, every time but the first with 0-20 of 256 bits of its units flipped and"
              + " another checksum. Default: the records in the jar.")
  private Path data;

  @Option(
      names = "--upserts",
      paramLabel = "PER_SECOND",
      defaultValue = "200",
      description =
          "Changes of the index while it is asked: new assets and other units for old ones in turns."
              + " Default: ${DEFAULT-VALUE}.")
  private int upserts;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "MS",
      defaultValue = "1000",
      description = "Milliseconds between checkpoints, 10..86400000. Default: ${DEFAULT-VALUE}.")
  private long checkpointMillis;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Index tasks, 1..16, each with a query service. Default: ${DEFAULT-VALUE}.")
  private int parallelism;

  @Option(
      names = "--threads",
      paramLabel = "T",
      defaultValue = "0",
      description =
          "Threads of a query service that search, 0 for its own choice. Default:"
              + " ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--shard-assets",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Assets at which a task seals a shard. Default: ${DEFAULT-VALUE}.")
  private int shardAssets;

  @Option(
      names = "--query",
      paramLabel = "nearest|match|asset",
      defaultValue = "nearest",
      description =
          "What is asked: the nearest units of one type and what matches by it; only what matches by"
              + " a unit of one type; the nearest units of all types of a record and what matches by"
              + " them together. Default: ${DEFAULT-VALUE}.")
  private LookupQuery query;

  @Option(
      names = "--k",
      paramLabel = "K",
      defaultValue = "10",
      description = "Results asked for, 1..1000. Default: ${DEFAULT-VALUE}.")
  private int k;

  @Option(names = "--exact", description = "Ask for exact answers: everything is compared.")
  private boolean exact;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "42",
      description = "Determines all assets and queries. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Option of Flink for the cluster and the job; may be repeated.")
  private Map<String, String> conf = new LinkedHashMap<>();

  void check() {
    check("--assets", assets, 1, 100_000_000);
    check("--upserts", upserts, 0, 1_000_000);
    check("--checkpoint-interval", checkpointMillis, 10, Duration.ofDays(1).toMillis());
    check("--parallelism", parallelism, 1, PacedSource.SPLITS);
    check("--threads", threads, 0, 1024);
    check("--shard-assets", shardAssets, 1, Integer.MAX_VALUE);
    check("--k", k, 1, 1000);
  }

  void check(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new ParameterException(
          spec.commandLine(),
          "%s is %s, allowed are %s..%s"
              .formatted(option, plain(value), plain(least), plain(most)));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  LookupLog log() {
    return new LookupLog(data == null ? "" : data.toString(), seed, assets);
  }

  int upserts() {
    return upserts;
  }

  int parallelism() {
    return parallelism;
  }

  int threads() {
    return threads;
  }

  LookupQuery query() {
    return query;
  }

  int k() {
    return k;
  }

  boolean exact() {
    return exact;
  }

  /** Options of Flink. */
  Map<String, String> conf() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("execution.checkpointing.interval", checkpointMillis + " ms");
    all.putAll(conf);
    return all;
  }

  /** How a task keeps its assets. */
  EngineOptions engine() {
    return EngineOptions.builder().shardMaxAssets(shardAssets).build();
  }

  /** The data, for reports. */
  Map<String, Object> describeData() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("kind", data == null ? "demo" : data.getFileName().toString());
    told.put("records", SeedRecords.of(log().data()).size());
    told.put("assets", assets);
    told.put("units", 4 * assets);
    told.put("seed", seed);
    return told;
  }

  /** How it is kept and asked, for reports. */
  Map<String, Object> describe() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("query", query.name().toLowerCase(Locale.ROOT));
    told.put("k", k);
    told.put("exact", exact);
    told.put("upserts_per_s", upserts);
    told.put("checkpoint_interval_ms", checkpointMillis);
    told.put("parallelism", parallelism);
    told.put("service_threads", threads);
    told.put("shard_assets", shardAssets);
    told.put("conf", conf);
    return told;
  }

  /** The same options for another process. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    add(arguments, "--assets", assets);
    if (data != null) {
      add(arguments, "--data", data.toAbsolutePath());
    }
    add(arguments, "--upserts", upserts);
    add(arguments, "--checkpoint-interval", checkpointMillis);
    add(arguments, "--parallelism", parallelism);
    add(arguments, "--threads", threads);
    add(arguments, "--shard-assets", shardAssets);
    add(arguments, "--query", query.name());
    add(arguments, "--k", k);
    if (exact) {
      arguments.add("--exact");
    }
    add(arguments, "--seed", seed);
    conf.forEach((key, value) -> add(arguments, "--conf", key + "=" + value));
    return arguments;
  }

  private static void add(List<String> arguments, String option, Object value) {
    arguments.add(option);
    arguments.add(value.toString());
  }
}
