package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.state.AssetOpSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rescales with queries and answers in flight: every query gets its one whole result. */
class RescaleWhileAskingITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(3)
              .build());

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SOURCES = 2;
  private static final int QUERIES = 1500;
  private static final int CHANGES = 3000;
  private static final int ASSETS = 500;

  @TempDir Path dir;

  @ParameterizedTest
  @CsvSource({
    "1-3-2, checkpoint, false",
    "3-2-1, checkpoint, false",
    "2-2-3, checkpoint, false",
    "1-3-2, savepoint, false",
    "1-3-2, checkpoint, true"
  })
  void everyQueryGetsOneResult(
      String parallelisms, String cut, boolean afterIngest, @InjectMiniCluster MiniCluster cluster)
      throws Exception {
    int[] steps = Stream.of(parallelisms.split("-")).mapToInt(Integer::parseInt).toArray();
    String from = null;
    ResultTally.Run run = null;
    for (int step = 0; step < steps.length; step++) {
      boolean last = step == steps.length - 1;
      run = ResultTally.newRun();
      Throttle.speed(last);
      JobClient job = start(steps[step], from, run, afterIngest);
      if (last) {
        job.getJobExecutionResult().get();
      } else {
        awaitQueries(job, QUERIES / (steps.length + 1));
        from = end(job, cut, cluster);
      }
    }
    assertThat(run.queryIds())
        .as(run.toString())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, QUERIES).mapToObj(i -> "q" + i).toList());
    assertThat(run.statuses()).containsOnly(Status.OK, Status.NOT_FOUND);
  }

  /** Results come more slowly than queries, so that many of these are in flight then. */
  private static void awaitQueries(JobClient job, int asked) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              assertThat(job.getJobStatus().get()).isNotIn(JobStatus.FAILED, JobStatus.FINISHED);
              return Throttle.passed("queries") >= asked;
            });
  }

  private String end(JobClient job, String cut, MiniCluster cluster) throws Exception {
    AtomicReference<String> path = new AtomicReference<>();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                // Declined as long as a task has not taken all records in flight out of its state.
                assertThatCode(() -> path.set(cut(job, cut, cluster).get()))
                    .doesNotThrowAnyException());
    if (cut.equals("checkpoint")) {
      job.cancel().get();
    }
    await()
        .atMost(PATIENCE)
        .until(() -> cluster.getJobStatus(job.getJobID()).get().isGloballyTerminalState());
    return path.get();
  }

  private CompletableFuture<String> cut(JobClient job, String cut, MiniCluster cluster) {
    return cut.equals("checkpoint")
        ? cluster.triggerCheckpoint(job.getJobID())
        : job.stopWithSavepoint(false, dir.toUri().toString(), SavepointFormatType.CANONICAL);
  }

  private JobClient start(
      int parallelism, String from, ResultTally.Run run, boolean answerAfterIngest)
      throws Exception {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofHours(1));
    config.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, dir.toUri().toString());
    config.set(CheckpointingOptions.ENABLE_UNALIGNED, true);
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    if (from != null) {
      config.set(StateRecoveryOptions.SAVEPOINT_PATH, from);
    }
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    env.setParallelism(parallelism);
    DataStream<AssetOp> changes =
        numbers(env, "changes", CHANGES)
            .map(RescaleWhileAskingITCase::change)
            .returns(AssetOpSerializer.TYPE)
            .setParallelism(SOURCES)
            .uid("make-changes");
    DataStream<QueryRecord> queries =
        numbers(env, "queries", QUERIES)
            .map(RescaleWhileAskingITCase::query)
            .returns(IndexedStream.QUERIES)
            .setParallelism(SOURCES)
            .uid("make-queries");
    IsccIndex.builder()
        .realm(0)
        .queryTimeout(PATIENCE)
        .answerAfterIngest(answerAfterIngest)
        .engine(EngineOptions.builder().shardMaxAssets(100).build())
        .build()
        .ingest(changes)
        .enrich(queries)
        .map(new Throttle<>("results", Duration.ofMillis(4)))
        .returns(EnrichedRecord.class)
        .uid("slow-results")
        .map(new ResultTally(run))
        .returns(EnrichedRecord.class)
        .uid("tally")
        .sinkTo(new DiscardingSink<>())
        .uid("end");
    return env.executeAsync("rescale-while-asking");
  }

  private static DataStream<Long> numbers(StreamExecutionEnvironment env, String name, int count) {
    return env.fromSource(
            new NumberSequenceSource(0, count - 1), WatermarkStrategy.noWatermarks(), name)
        .setParallelism(SOURCES)
        .uid(name)
        .map(new Throttle<>(name, Duration.ofMillis(1)))
        .returns(Long.class)
        .setParallelism(SOURCES)
        .uid("slow-" + name);
  }

  private static AssetOp change(long number) {
    RandomAssets assets = new RandomAssets(new Random(number));
    long key = number % ASSETS;
    return number % 7 == 0
        ? AssetOp.delete(key, AssetOp.NO_SEQ, number)
        : AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, number);
  }

  private static QueryRecord query(long number) {
    String id = "q" + number;
    if (number % 5 == 0) {
      return Samples.byId(id, number % (2 * ASSETS));
    }
    byte[] body = new RandomAssets(new Random(number)).code().prefix(32).toBytes();
    return QueryRecord.builder(id)
        .units(
            List.of(
                IsccUnit.of(UnitType.CONTENT_TEXT_V0, body),
                IsccUnit.of(UnitType.DATA_NONE_V0, body)))
        .build();
  }
}
