package io.flinkiscc.cli;

import io.flinkiscc.index.EngineOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of benchmarks that run a job: what the index holds and how it keeps it. */
final class JobBenchOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--assets",
      paramLabel = "N",
      defaultValue = "1000000",
      description =
          "Assets of four units that the index is filled with before anything is measured,"
              + " 1..100000000. Default: ${DEFAULT-VALUE}.")
  private long assets;

  @Option(
      names = "--shard-assets",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Assets at which a task seals a shard. Default: ${DEFAULT-VALUE}.")
  private int shardAssets;

  @Option(
      names = "--merged-assets",
      paramLabel = "N",
      defaultValue = "400000",
      description = "Most assets of a shard that compaction makes. Default: ${DEFAULT-VALUE}.")
  private int mergedAssets;

  @Option(
      names = "--graph-threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "Threads of a task that build graphs, 1..64. Default: ${DEFAULT-VALUE}.")
  private int graphThreads;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "42",
      description = "Determines all records and queries. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where checkpoints and local files are written; what is in it stays. Default: a temporary"
              + " directory.")
  private Path dir;

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "Option of Flink for the cluster and the job; may be repeated.")
  private Map<String, String> conf = new LinkedHashMap<>();

  Path dir() {
    return dir;
  }

  long assets() {
    return assets;
  }

  Map<String, String> conf() {
    return conf;
  }

  /** The log of changes. */
  BenchOps ops(double updates, double deletes) {
    check("--assets", assets, 1, 100_000_000);
    return new BenchOps(seed, assets, updates, deletes);
  }

  /** How a task keeps its assets. */
  EngineOptions engine() {
    check("--shard-assets", shardAssets, 1, Integer.MAX_VALUE);
    check("--merged-assets", mergedAssets, 1, Integer.MAX_VALUE);
    check("--graph-threads", graphThreads, 1, 64);
    return EngineOptions.builder()
        .shardMaxAssets(shardAssets)
        .mergedMaxAssets(mergedAssets)
        .graphThreads(graphThreads)
        .build();
  }

  /** The data, for reports. */
  Map<String, Object> data() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("kind", "cluster");
    data.put("assets", assets);
    data.put("units", 4 * assets);
    data.put("seed", seed);
    return data;
  }

  /** What the index runs with, for reports. */
  Map<String, Object> describe() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("shard_assets", shardAssets);
    options.put("merged_assets", mergedAssets);
    options.put("graph_threads", graphThreads);
    options.put("conf", conf);
    return options;
  }

  void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw wrong(option + " is " + value + ", allowed are " + least + ".." + most);
    }
  }

  void checkParallelism(String option, int value) {
    check(option, value, 1, PacedSource.SPLITS);
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
