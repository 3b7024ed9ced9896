package io.flinkiscc.cli;

import io.flinkiscc.index.EngineOptions;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of an index that is measured. */
final class EngineChoice {

  private static final int MOST_THREADS = 64;

  @Option(
      names = "--shard-assets",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Assets at which a shard is sealed. Default: ${DEFAULT-VALUE}.")
  private int shardAssets;

  @Option(
      names = "--merged-assets",
      paramLabel = "N",
      defaultValue = "400000",
      description = "Most assets of a shard that compaction makes. Default: ${DEFAULT-VALUE}.")
  private int mergedAssets;

  @Option(
      names = "--indexing",
      paramLabel = "sync|async|off",
      defaultValue = "async",
      description =
          "When codes get into the graph of the growing shard. Default: ${DEFAULT-VALUE}.")
  private EngineOptions.Indexing indexing;

  @Option(
      names = "--graph-from",
      paramLabel = "N",
      description = "Codes from which on a graph is built. Default: the index knows.")
  private Integer graphFrom;

  @Option(
      names = "--graph-threads",
      paramLabel = "T",
      defaultValue = "1",
      description = "Threads that build graphs in the background. Default: ${DEFAULT-VALUE}.")
  private int graphThreads;

  @Option(
      names = "--connectivity",
      paramLabel = "M",
      defaultValue = "16",
      description =
          "Links of a node; twice as many on the lowest level. Default: ${DEFAULT-VALUE}.")
  private int connectivity;

  @Option(
      names = "--expansion-add",
      paramLabel = "EF",
      defaultValue = "128",
      description = "Candidates that adding keeps in view. Default: ${DEFAULT-VALUE}.")
  private int expansionAdd;

  /** Refuses what is out of range, naming the option. */
  EngineOptions engine(BenchOptions common) {
    common.check("--shard-assets", shardAssets, 1, Integer.MAX_VALUE);
    common.check("--merged-assets", mergedAssets, 1, Integer.MAX_VALUE);
    common.check("--graph-threads", graphThreads, 1, MOST_THREADS);
    common.check("--connectivity", connectivity, 2, 64);
    common.check("--expansion-add", expansionAdd, 1, 4096);
    if (common.distinct()) {
      throw common.wrong("--distinct is given, but an index has one entry per asset");
    }
    EngineOptions.Builder engine =
        EngineOptions.builder()
            .shardMaxAssets(shardAssets)
            .mergedMaxAssets(mergedAssets)
            .indexing(indexing)
            .graphThreads(graphThreads)
            .connectivity(connectivity)
            .expansionAdd(expansionAdd);
    if (graphFrom != null) {
      common.check("--graph-from", graphFrom, 1, Integer.MAX_VALUE);
      engine.graphFrom(graphFrom);
    }
    return engine.build();
  }

  /** What the index runs with, added to a report. */
  Map<String, Object> describe(Map<String, Object> options, EngineOptions engine) {
    options.put("shard_assets", engine.shardMaxAssets());
    options.put("shard_bytes", engine.shardMaxBytes());
    options.put("merged_assets", engine.mergedMaxAssets());
    options.put("indexing", engine.indexing().name().toLowerCase(Locale.ROOT));
    options.put("graph_from", engine.graphFrom());
    options.put("graph_threads", engine.graphThreads());
    options.put("connectivity", engine.connectivity());
    options.put("expansion_add", engine.expansionAdd());
    return options;
  }
}
