package io.flinkiscc.job;

import io.flinkiscc.index.EngineOptions;

/** How an index task keeps its assets, taken from the configuration of a job. */
final class EngineSettings {

  private EngineSettings() {}

  /**
   * The options of a configuration.
   *
   * @throws IllegalArgumentException if they do not go together
   */
  static EngineOptions of(JobConfig config) {
    return EngineOptions.builder()
        .unitTypes(config.get(UnitTypeOptions.INDEX_UNIT_TYPES))
        .shardMaxAssets(config.get(JobOptions.INDEX_SHARD_MAX_ASSETS))
        .shardMaxBytes(config.get(JobOptions.INDEX_SHARD_MAX_BYTES))
        .waitingShards(config.get(JobOptions.INDEX_SHARD_WAITING))
        .mergeFanIn(config.get(JobOptions.INDEX_MERGE_FAN_IN))
        .mergedMaxAssets(config.get(JobOptions.INDEX_MERGE_MAX_ASSETS))
        .mergedMaxBytes(config.get(JobOptions.INDEX_MERGE_MAX_BYTES))
        .deadShare(config.get(JobOptions.INDEX_MERGE_DEAD_SHARE))
        .indexing(config.get(JobOptions.INDEX_INDEXING))
        .connectivity(config.get(JobOptions.INDEX_GRAPH_CONNECTIVITY))
        .expansionAdd(config.get(JobOptions.INDEX_GRAPH_EXPANSION_ADD))
        .expansionSearch(config.get(JobOptions.INDEX_GRAPH_EXPANSION_SEARCH))
        .graphTail(config.get(JobOptions.INDEX_GRAPH_TAIL))
        .graphThreads(config.get(JobOptions.INDEX_GRAPH_THREADS))
        .memoryMaxBytes(config.get(JobOptions.INDEX_MEMORY_SIZE))
        .diskMaxBytes(config.find(JobOptions.INDEX_DISK_SIZE).orElse(Long.MAX_VALUE))
        .build();
  }
}
