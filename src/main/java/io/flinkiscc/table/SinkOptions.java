package io.flinkiscc.table;

import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.state.TaskServiceFactory;
import io.flinkiscc.stream.IsccIndex;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * How a sink keeps its index. Keys, defaults and meanings of {@code index.*} are those of the
 * configuration of jobs.
 */
final class SinkOptions {

  static final ConfigOption<Integer> REALM =
      key("index.realm")
          .intType()
          .noDefaultValue()
          .withDescription(
              "The one realm of all ISCC-IDs, 0 (test) or 1 (operational). Required to feed an"
                  + " index.");

  static final ConfigOption<String> UID =
      key("index.uid")
          .stringType()
          .defaultValue("iscc-index")
          .withDescription(
              "First part of the uids of the operators of the index. A checkpoint is restored by"
                  + " them: keep it for the life of the index.");

  static final ConfigOption<Integer> MAX_PARALLELISM =
      key("index.max-parallelism")
          .intType()
          .defaultValue(128)
          .withDescription(
              "Number of key groups, the most tasks that the index can ever be spread over. Cannot"
                  + " be changed later.");

  static final ConfigOption<Duration> DELETE_RETENTION =
      duration("index.delete-retention", Duration.ofHours(24))
          .withDescription("How long deletes with a seq are remembered.");

  static final ConfigOption<Duration> RETENTION =
      duration("index.retention", Duration.ZERO)
          .withDescription(
              "How long an asset lives after its event time, by the watermarks of the rows; 0 s for"
                  + " ever. Needs event_time, or a rowtime column in the rows.");

  static final ConfigOption<String> UNIT_TYPES =
      key("index.unit-types")
          .stringType()
          .defaultValue("all")
          .withDescription("Unit types that are searched, separated by commas, or all.");

  static final ConfigOption<Integer> SHARD_MAX_ASSETS =
      number("index.shard.max-assets", 100_000, "Assets at which a growing shard is sealed.");

  static final ConfigOption<MemorySize> SHARD_MAX_BYTES =
      size("index.shard.max-bytes", "64 mb", "Bytes of records at which a shard is sealed.");

  static final ConfigOption<Integer> SHARD_WAITING =
      number("index.shard.waiting", 2, "Full shards that may wait before writes slow down.");

  static final ConfigOption<Integer> MERGE_FAN_IN =
      number("index.merge.fan-in", 4, "Sealed shards of like size that are merged into one.");

  static final ConfigOption<Integer> MERGE_MAX_ASSETS =
      number("index.merge.max-assets", 400_000, "Most assets of a merged shard.");

  static final ConfigOption<MemorySize> MERGE_MAX_BYTES =
      size("index.merge.max-bytes", "256 mb", "Most bytes of a merged shard.");

  static final ConfigOption<Double> MERGE_DEAD_SHARE =
      key("index.merge.dead-share")
          .doubleType()
          .defaultValue(.25)
          .withDescription("Share of dead entries above which a sealed shard is written anew.");

  static final ConfigOption<EngineOptions.Indexing> INDEXING =
      key("index.indexing")
          .enumType(EngineOptions.Indexing.class)
          .defaultValue(EngineOptions.Indexing.ASYNC)
          .withDescription(
              "When new codes get into the graphs: async, sync, or off (when sealed).");

  static final ConfigOption<Integer> GRAPH_CONNECTIVITY =
      number("index.graph.connectivity", 16, "Links per code in a graph.");

  static final ConfigOption<Integer> GRAPH_EXPANSION_ADD =
      number("index.graph.expansion-add", 128, "Candidates kept while a code is linked.");

  static final ConfigOption<Integer> GRAPH_EXPANSION_SEARCH =
      number("index.graph.expansion-search", 64, "Candidates kept while a graph is searched.");

  static final ConfigOption<Integer> GRAPH_TAIL =
      number("index.graph.tail", 50_000, "Codes that may wait for their graph.");

  static final ConfigOption<Integer> GRAPH_THREADS =
      number("index.graph.threads", 1, "Threads of an index task that build graphs.");

  static final ConfigOption<MemorySize> MEMORY_SIZE =
      size("index.memory.size", "1 gb", "Heap that the shards of one index task may take.");

  static final ConfigOption<MemorySize> DISK_SIZE =
      key("index.disk.size")
          .memoryType()
          .noDefaultValue()
          .withDescription("Bytes that the local files of one index task may take.");

  static final ConfigOption<Integer> RECALL_SAMPLE_EVERY =
      number(
          "index.recall.sample-every",
          1000,
          "Queries to one that is answered a second time by comparing everything; 0 for none.");

  static final ConfigOption<Integer> TRANSFER_THREADS =
      number(
          "index.checkpoint.transfer-threads",
          4,
          "Files that an index task copies to or from a checkpoint at a time.");

  private SinkOptions() {}

  private static ConfigOptions.OptionBuilder key(String key) {
    return ConfigOptions.key(key);
  }

  private static ConfigOption<Integer> number(String key, int value, String description) {
    return key(key).intType().defaultValue(value).withDescription(description);
  }

  private static ConfigOption<MemorySize> size(String key, String value, String description) {
    return key(key).memoryType().defaultValue(MemorySize.parse(value)).withDescription(description);
  }

  private static ConfigOption<Duration> duration(String key, Duration value) {
    return key(key).durationType().defaultValue(value);
  }

  /** All of them, in the order of the documentation. */
  static List<ConfigOption<?>> all() {
    List<ConfigOption<?>> all = new ArrayList<>();
    all.addAll(List.of(REALM, UID, MAX_PARALLELISM, DELETE_RETENTION, RETENTION, UNIT_TYPES));
    all.addAll(List.of(SHARD_MAX_ASSETS, SHARD_MAX_BYTES, SHARD_WAITING));
    all.addAll(List.of(MERGE_FAN_IN, MERGE_MAX_ASSETS, MERGE_MAX_BYTES, MERGE_DEAD_SHARE));
    all.addAll(List.of(INDEXING, GRAPH_CONNECTIVITY, GRAPH_EXPANSION_ADD, GRAPH_EXPANSION_SEARCH));
    all.addAll(List.of(GRAPH_TAIL, GRAPH_THREADS, MEMORY_SIZE, DISK_SIZE));
    all.addAll(List.of(RECALL_SAMPLE_EVERY, TRANSFER_THREADS));
    return all;
  }

  /**
   * The index of a configuration.
   *
   * @param service what offers it to others, null for nothing
   * @throws IllegalArgumentException naming the option that is missing or out of range
   */
  static IsccIndex index(ReadableConfig config, TaskServiceFactory service) {
    int realm =
        config
            .getOptional(REALM)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "index.realm is missing; give the realm of the ISCC-IDs, 0 (test) or 1"
                            + " (operational)"));
    return IsccIndex.builder()
        .realm(realm)
        .uid(config.get(UID))
        .maxParallelism(config.get(MAX_PARALLELISM))
        .parallelism(config.getOptional(FactoryUtil.SINK_PARALLELISM).orElse(0))
        .deleteRetention(config.get(DELETE_RETENTION))
        .retention(config.get(RETENTION))
        .rules(MatchOptions.rules(config))
        .queriesById(false)
        .checkpointTransferThreads(config.get(TRANSFER_THREADS))
        .engine(engine(config))
        .recallSampleEvery(config.get(RECALL_SAMPLE_EVERY))
        .service(service)
        .build();
  }

  private static EngineOptions engine(ReadableConfig config) {
    return EngineOptions.builder()
        .unitTypes(unitTypes(config.get(UNIT_TYPES)))
        .shardMaxAssets(config.get(SHARD_MAX_ASSETS))
        .shardMaxBytes(config.get(SHARD_MAX_BYTES).getBytes())
        .waitingShards(config.get(SHARD_WAITING))
        .mergeFanIn(config.get(MERGE_FAN_IN))
        .mergedMaxAssets(config.get(MERGE_MAX_ASSETS))
        .mergedMaxBytes(config.get(MERGE_MAX_BYTES).getBytes())
        .deadShare(config.get(MERGE_DEAD_SHARE))
        .indexing(config.get(INDEXING))
        .connectivity(config.get(GRAPH_CONNECTIVITY))
        .expansionAdd(config.get(GRAPH_EXPANSION_ADD))
        .expansionSearch(config.get(GRAPH_EXPANSION_SEARCH))
        .graphTail(config.get(GRAPH_TAIL))
        .graphThreads(config.get(GRAPH_THREADS))
        .memoryMaxBytes(config.get(MEMORY_SIZE).getBytes())
        .diskMaxBytes(
            config.getOptional(DISK_SIZE).map(MemorySize::getBytes).orElse(Long.MAX_VALUE))
        .build();
  }

  private static Set<UnitType> unitTypes(String text) {
    if (text.strip().equals("all")) {
      return EnumSet.allOf(UnitType.class);
    }
    EnumSet<UnitType> types = EnumSet.noneOf(UnitType.class);
    for (String name : text.split(",", -1)) {
      try {
        types.add(UnitType.parse(name.strip()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("index.unit-types: " + e.getMessage(), e);
      }
    }
    return types;
  }
}
