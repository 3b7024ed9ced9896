package io.flinkiscc.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.EnrichedRecordSerializer;
import io.flinkiscc.kafka.QueryRecordSerializer;
import io.flinkiscc.serve.ClientOptions;
import io.flinkiscc.serve.IsccClient;
import io.flinkiscc.serve.QueryServiceOptions;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.serve.SearcherFactory;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.stream.IsccIndex;
import io.flinkiscc.stream.IsccLookup;
import io.flinkiscc.stream.LookupResults;
import io.flinkiscc.stream.OnIncomplete;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job keeps an index, a client and another job ask it all the time, while the first one fails, is
 * rescaled in place and goes on from a savepoint with another parallelism.
 */
class ServedIndexITCase {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final AtomicBoolean FAIL = new AtomicBoolean();
  private static final Map<String, EnrichedRecord> LOOKED_UP = new ConcurrentHashMap<>();
  private static volatile AssertionError wrong;

  @TempDir Path dir;
  private ScenarioCluster cluster;
  private IsccClient client;
  private JobID index;

  private RegistryOptions registry() {
    return RegistryOptions.builder("dir:" + dir.resolve("registry"))
        .expiry(Duration.ofSeconds(3))
        .build();
  }

  @Test
  void isAskedThroughFailuresAndRescales() throws Exception {
    LOOKED_UP.clear();
    wrong = null;
    ClientOptions options =
        ClientOptions.builder(registry()).refresh(Duration.ofMillis(500)).build();
    try (ScenarioCluster started = new ScenarioCluster(true, dir.resolve("cluster"));
        IsccClient opened = IsccClient.open(options)) {
      cluster = started;
      client = opened;
      index = submitIndex(2, null);
      awaitAll();
      cluster.checkpoint(index);
      JobID lookups = submitLookups(SearcherFactory.of(options));
      AtomicBoolean stop = new AtomicBoolean();
      CompletableFuture<long[]> load = CompletableFuture.supplyAsync(() -> ask(stop));
      awaitLookups(50);

      after("a failure", 2, () -> FAIL.set(true));
      after("a rescale in place from 2 to 3 tasks", 3, () -> cluster.requireParallelism(index, 3));
      cluster.checkpoint(index);
      after("another failure", 3, () -> FAIL.set(true));
      after("a rescale in place from 3 to 1 tasks", 1, () -> cluster.requireParallelism(index, 1));
      after("a rescale by a savepoint from 1 to 3 tasks", 3, () -> fromSavepoint(3));
      after("a rescale by a savepoint from 3 to 2 tasks", 2, () -> fromSavepoint(2));

      awaitLookups(50);
      stop.set(true);
      long[] counts = load.get();
      System.out.printf(
          "%d complete and %d marked answers, %d lookups%n",
          counts[0], counts[1], LOOKED_UP.size());
      assertThat(wrong).isNull();
      assertThat(counts[0]).isPositive();
      assertThat(cluster.status(lookups)).isEqualTo(JobStatus.RUNNING);
      assertThat(cluster.failure(lookups)).isEqualTo("no failure");
      cluster.cancel(lookups);
      assertThat(LOOKED_UP.values()).allMatch(ServedAssets::isComplete);
      // Results come in any order, so only the last ones may lack an earlier one.
      long highest =
          LOOKED_UP.keySet().stream()
              .mapToLong(id -> Long.parseLong(id.substring(1)))
              .max()
              .orElseThrow();
      assertThat(highest - LOOKED_UP.size()).isLessThan(2 * CAPACITY);
      cluster.cancel(index);
    }
  }

  private static final int CAPACITY = 20;

  /** Something that is done to the job with the index. */
  private interface Blow {
    void strike() throws Exception;
  }

  private void after(String blow, int tasks, Blow how) throws Exception {
    long struck = System.nanoTime();
    long runs = struck;
    how.strike();
    boolean changed = false;
    long complete = 0;
    long number = 0;
    long quiet = TimeUnit.SECONDS.toNanos(3);
    // What is still answered by the tasks of before does not count.
    while (!changed || complete == 0) {
      boolean running = cluster.indexTasks(index) == tasks;
      long now = System.nanoTime();
      assertThat(now - struck).as(blow).isLessThan(PATIENCE.toNanos());
      if (!running) {
        changed = true;
        runs = 0;
        complete = 0;
      } else if (runs == 0) {
        runs = now;
      }
      if (!changed && now - struck > quiet) {
        // It went by between two looks.
        changed = true;
        runs = struck;
      }
      EnrichedRecord answer = client.search(quick(number++)).get();
      if (running && runs > 0 && ServedAssets.isComplete(answer)) {
        complete = System.nanoTime();
      }
    }
    System.out.printf(
        "after %s: full service %d ms after the tasks ran, %d ms after the blow%n",
        blow,
        TimeUnit.NANOSECONDS.toMillis(complete - runs),
        TimeUnit.NANOSECONDS.toMillis(complete - struck));
    awaitLookups(20);
  }

  private static io.flinkiscc.kafka.QueryRecord quick(long number) {
    var asked = ServedAssets.query(2 * number + 1);
    return io.flinkiscc.kafka.QueryRecord.builder(asked.queryId())
        .exact(true)
        .limit(asked.limit())
        .units(asked.units())
        .timeoutMs(100)
        .build();
  }

  /** Asks all the time, with patience and without; counts complete and marked answers. */
  private long[] ask(AtomicBoolean stop) {
    long[] counts = new long[2];
    try {
      for (long number = 0; !stop.get(); number++) {
        var query = number % 3 == 0 ? ServedAssets.query(number) : quick(number);
        boolean complete = ServedAssets.isComplete(client.search(query).get());
        counts[complete ? 0 : 1]++;
      }
    } catch (AssertionError e) {
      wrong = e;
    } catch (Exception e) {
      wrong = new AssertionError("asking failed", e);
    }
    return counts;
  }

  private void awaitAll() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (long number = 0; number < 40; number++) {
                var answer = client.search(quick(number)).get();
                try {
                  if (!ServedAssets.isComplete(answer)) {
                    return false;
                  }
                } catch (AssertionError e) {
                  return false;
                }
              }
              return CHANGES.get() > 1000;
            });
  }

  private static void awaitLookups(int more) {
    int before = LOOKED_UP.size();
    await().atMost(PATIENCE).until(() -> wrong != null || LOOKED_UP.size() >= before + more);
    assertThat(wrong).isNull();
  }

  private void fromSavepoint(int parallelism) throws Exception {
    String savepoint =
        cluster.stopWithSavepoint(
            index, dir.resolve("savepoints").toUri().toString(), SavepointFormatType.CANONICAL);
    index = submitIndex(parallelism, savepoint);
  }

  private StreamExecutionEnvironment environment(int parallelism) {
    Configuration config = new Configuration();
    config.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(500));
    config.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, dir.resolve("checkpoints").toUri().toString());
    config.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.DELETE_ON_CANCELLATION);
    config.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
    config.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(1));
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    env.setParallelism(parallelism);
    env.setMaxParallelism(128);
    return env;
  }

  private static DataStream<Long> numbers(StreamExecutionEnvironment env, Duration pause) {
    return env.fromSource(
            new NumberSequenceSource(0, Long.MAX_VALUE - 1),
            WatermarkStrategy.noWatermarks(),
            "numbers")
        .uid("numbers")
        .setParallelism(1)
        .map(new Paced(pause.toNanos()))
        .uid("paced")
        .setParallelism(1);
  }

  private JobID submitIndex(int parallelism, String savepoint) throws Exception {
    StreamExecutionEnvironment env = environment(parallelism);
    IsccIndex.builder()
        .realm(0)
        .parallelism(parallelism)
        .service(QueryServiceOptions.builder().registry(registry()).build())
        .build()
        .ingest(
            numbers(env, Duration.ofNanos(500_000))
                .map(new Changes())
                .returns(AssetOpSerializer.TYPE)
                .uid("changes")
                .setParallelism(1))
        .withoutQueries();
    JobGraph job = env.getStreamGraph().getJobGraph();
    if (savepoint != null) {
      job.setSavepointRestoreSettings(
          SavepointRestoreSettings.forPath(savepoint, false, RecoveryClaimMode.NO_CLAIM));
    }
    cluster.submit(job);
    return job.getJobID();
  }

  private JobID submitLookups(SearcherFactory searcher) throws Exception {
    StreamExecutionEnvironment env = environment(2);
    LookupResults results =
        IsccLookup.builder(searcher)
            .capacity(CAPACITY)
            .timeout(Duration.ofMinutes(2))
            .onPartial(OnIncomplete.DEAD_LETTER)
            .onUnreachable(OnIncomplete.FAIL)
            .build()
            .ask(
                numbers(env, Duration.ofMillis(5))
                    .map(ServedAssets::query)
                    .returns(QueryRecordSerializer.typeInfo())
                    .uid("queries")
                    .setParallelism(1)
                    .rebalance());
    results
        .results()
        .union(results.deadLetters())
        .map(new Collect())
        .returns(EnrichedRecordSerializer.typeInfo())
        .uid("collect")
        .sinkTo(new DiscardingSink<>())
        .uid("end");
    JobGraph job = env.getStreamGraph().getJobGraph();
    cluster.submit(job);
    return job.getJobID();
  }

  private static final AtomicLong CHANGES = new AtomicLong();

  /** Lets numbers through one after the other. */
  private record Paced(long nanos) implements MapFunction<Long, Long> {
    @Override
    public Long map(Long number) {
      LockSupport.parkNanos(nanos);
      return number;
    }
  }

  /** Makes changes, and fails when it is told to. */
  private static final class Changes implements MapFunction<Long, io.flinkiscc.index.AssetOp> {
    private static final long serialVersionUID = 1L;

    @Override
    public io.flinkiscc.index.AssetOp map(Long number) {
      if (FAIL.compareAndSet(true, false)) {
        throw new IllegalStateException("injected failure");
      }
      CHANGES.incrementAndGet();
      return ServedAssets.change(number);
    }
  }

  /** Keeps the results of this JVM. */
  private static final class Collect implements MapFunction<EnrichedRecord, EnrichedRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public EnrichedRecord map(EnrichedRecord result) {
      LOOKED_UP.put(result.queryId(), result);
      return result;
    }
  }
}
