package io.flinkiscc.scenario;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.EnrichedRecordSerializer;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.QueryRecordSerializer;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.state.IndexOptions;
import io.flinkiscc.stream.IsccIndex;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The job of a scenario: the index as an application wires it, between sources and a tally. */
final class ScenarioJob {

  /** How the name of the vertex of the index begins. */
  static final String INDEX = "index";

  private static final String TALLY = "tally";

  private final Scenario scenario;
  private final Stage stage;
  private final Path directory;

  ScenarioJob(Scenario scenario, Stage stage, Path directory) {
    this.scenario = scenario;
    this.stage = stage;
    this.directory = directory;
  }

  /** Whether the vertex with this name has as many tasks as the index. */
  static boolean scales(String vertex) {
    return !vertex.startsWith("Source") && !vertex.startsWith(TALLY);
  }

  Path checkpoints() {
    return directory.resolve("checkpoints");
  }

  EngineOptions engine() {
    return EngineOptions.builder()
        .shardMaxAssets(scenario.shardMaxAssets)
        .mergeFanIn(scenario.mergeFanIn)
        .diskMaxBytes(scenario.diskMaxBytes)
        .build();
  }

  /** What the index tasks get. */
  IndexOptions indexOptions() {
    return IndexOptions.builder().engine(engine()).build();
  }

  /**
   * Makes the job.
   *
   * @param parallelism number of index tasks
   * @param from checkpoint or savepoint to start from; null for none
   */
  JobGraph graph(int parallelism, String from, RecoveryClaimMode claim) {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration());
    env.setParallelism(parallelism);
    env.setMaxParallelism(Scenario.KEY_GROUPS);
    DataStream<AssetOp> changes =
        env.fromSource(
                TopicSource.changes(stage),
                WatermarkStrategy.noWatermarks(),
                "changes",
                AssetOpSerializer.TYPE)
            .uid("changes")
            .setParallelism(Scenario.SOURCES)
            .map(FaultPoint.ofChanges(stage))
            .returns(AssetOpSerializer.TYPE)
            .uid("fail-changes")
            .setParallelism(Scenario.SOURCES);
    DataStream<QueryRecord> queries =
        env.fromSource(
                TopicSource.queries(stage),
                WatermarkStrategy.noWatermarks(),
                "queries",
                QueryRecordSerializer.typeInfo())
            .uid("queries")
            .setParallelism(1);
    IsccIndex.builder()
        .realm(AnswerCheck.REALM)
        .maxParallelism(Scenario.KEY_GROUPS)
        .parallelism(parallelism)
        .queryTimeout(Duration.ofMinutes(5))
        .engine(engine())
        .build()
        .ingest(changes)
        .enrich(queries)
        .map(FaultPoint.ofAnswers(stage))
        .returns(EnrichedRecordSerializer.typeInfo())
        .uid("fail-answers")
        // Not forward when it happens to fit: records in flight on that edge could not be rescaled.
        .rebalance()
        .map(new AnswerTally(stage))
        .returns(EnrichedRecordSerializer.typeInfo())
        .name(TALLY)
        .uid(TALLY)
        .setParallelism(1)
        // A chain that depends on the parallelism could not be restored with another one.
        .disableChaining()
        .sinkTo(new DiscardingSink<EnrichedRecord>())
        .uid("end")
        .setParallelism(1);
    JobGraph job = env.getStreamGraph().getJobGraph();
    if (from != null) {
      job.setSavepointRestoreSettings(SavepointRestoreSettings.forPath(from, false, claim));
    }
    return job;
  }

  private Configuration configuration() {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, scenario.interval);
    config.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, scenario.timeout);
    config.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, FaultyFileSystem.uri(checkpoints()));
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    config.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, scenario.tolerableFailures);
    config.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, scenario.concurrentCheckpoints);
    config.set(CheckpointingOptions.ENABLE_UNALIGNED, scenario.unaligned);
    config.set(CheckpointingOptions.FILE_MERGING_ENABLED, scenario.fileMerging);
    config.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, scenario.incremental);
    config.set(CheckpointingOptions.FS_SMALL_FILE_THRESHOLD, new MemorySize(scenario.inlineBytes));
    config.set(StateBackendOptions.STATE_BACKEND, scenario.backend.name().toLowerCase());
    config.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, scenario.changelog);
    config.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_INTERVAL, Duration.ofMillis(200));
    config.set(StateRecoveryOptions.LOCAL_RECOVERY, scenario.localRecovery);
    config.set(CheckpointingOptions.LOCAL_BACKUP_ENABLED, scenario.localRecovery);
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    return config;
  }
}
