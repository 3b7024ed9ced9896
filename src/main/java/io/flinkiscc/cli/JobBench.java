package io.flinkiscc.cli;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.kafka.QueryRecordSerializer;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.stream.IndexedStream;
import io.flinkiscc.stream.IsccIndex;
import java.io.PrintWriter;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A job with an index that is fed by a made-up log and, if so wanted, asked known queries, on a
 * cluster in this JVM.
 */
final class JobBench implements AutoCloseable {

  /** Name of the index operator. */
  static final String INDEX = "index";

  private static final int MAX_PARALLELISM = 128;
  private static final long POLL_MILLIS = 100;
  private static final long SETTLING_MILLIS = 300;
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  private final String name = UUID.randomUUID().toString();
  private final JobBenchCluster cluster;
  private final BenchOps ops;
  private final EngineOptions engine;
  private final boolean asked;
  private final PrintWriter progress;

  /**
   * @param asked whether the job answers queries
   */
  JobBench(
      JobBenchCluster cluster,
      BenchOps ops,
      EngineOptions engine,
      boolean asked,
      PrintWriter progress) {
    this.cluster = cluster;
    this.ops = ops;
    this.engine = engine;
    this.asked = asked;
    this.progress = progress;
  }

  /** How far the log is let in. */
  Pace changes() {
    return Pace.of(name + "-changes");
  }

  /** How far the queries are let in. */
  Pace queries() {
    return Pace.of(name + "-queries");
  }

  /** Where the answers are. */
  Answers answers() {
    return new Answers(name);
  }

  /**
   * Starts the job.
   *
   * @param from a checkpoint or savepoint; null for none
   */
  void submit(int parallelism, String from) throws Exception {
    StreamExecutionEnvironment env = cluster.environment(parallelism);
    env.setMaxParallelism(MAX_PARALLELISM);
    IndexedStream index =
        IsccIndex.builder()
            .realm(0)
            .maxParallelism(MAX_PARALLELISM)
            .queriesById(false)
            .engine(engine)
            .build()
            .ingest(
                env.fromSource(
                        new PacedSource<>(name + "-changes", new Changes(ops)),
                        WatermarkStrategy.noWatermarks(),
                        "changes",
                        AssetOpSerializer.TYPE)
                    .uid("changes"));
    if (asked) {
      index
          .enrich(
              env.fromSource(
                      new PacedSource<>(name + "-queries", KnownQueries.making(ops)),
                      WatermarkStrategy.noWatermarks(),
                      "queries",
                      QueryRecordSerializer.typeInfo())
                  .uid("queries"))
          .map(answers().collector())
          .uid("answers")
          .sinkTo(new DiscardingSink<>())
          .uid("no-results");
    } else {
      index.withoutQueries();
    }
    cluster.submit(env, from);
  }

  private record Changes(BenchOps ops) implements PacedSource.Making<AssetOp> {

    private static final long serialVersionUID = 1L;

    @Override
    public AssetOp record(long number) {
      return ops.op(number);
    }

    @Override
    public long bytes(AssetOp op) {
      return BenchOps.encodedBytes(op);
    }
  }

  /** Fills the index with the assets of the beginning and tells what it then looks like. */
  Map<String, Object> preload() throws Exception {
    Stopwatch watch = Stopwatch.start();
    changes().raiseTo(ops.assets());
    long told = System.nanoTime();
    while (metric("liveAssets") < ops.assets()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      cluster.checkRunning();
      if (System.nanoTime() - told > PROGRESS_NANOS) {
        told = System.nanoTime();
        progress.printf("  %.0f of %d assets in the index%n", metric("liveAssets"), ops.assets());
        progress.flush();
      }
    }
    Map<String, Object> figures = BenchReport.figures();
    figures.put("seconds", watch.wallSeconds());
    figures.put("log_bytes", changes().bytes());
    figures.putAll(shape());
    return figures;
  }

  /** Takes checkpoints until no full shard waits for its file any more. */
  void settle() throws Exception {
    do {
      // A task that gets nothing takes over sealed shards when it is checkpointed.
      cluster.checkpoint();
      TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
    } while (metric("waitingShards") > 0);
  }

  /** What the index looks like. */
  Map<String, Object> shape() throws Exception {
    Map<String, Object> figures = BenchReport.figures();
    figures.put("live_assets", (long) metric("liveAssets"));
    figures.put("sealed_shards", (long) metric("sealedShards"));
    figures.put("sealed_bytes", (long) metric("sealedBytes"));
    figures.put("active_entries", (long) metric("activeEntries"));
    figures.put("active_log_bytes", (long) metric("activeLogBytes"));
    figures.put("tombstones", (long) metric("tombstones"));
    return figures;
  }

  /** Sum of a metric of the index over its tasks, a moment ago; 0 if it is not there. */
  double metric(String metric) throws Exception {
    return metric(metric, "sum").orElse(0);
  }

  /** A metric of the index over its tasks, a moment ago. */
  OptionalDouble metric(String metric, String how) throws Exception {
    return cluster.rest().metric(INDEX, "similarity." + metric, how);
  }

  /** Puts a metric, or null if it is not there. */
  void tell(String metric, String how, double scale, String name, Map<String, Object> figures)
      throws Exception {
    OptionalDouble value = metric(metric, how);
    figures.put(name, value.isPresent() ? (Object) (value.getAsDouble() / scale) : null);
  }

  @Override
  public void close() {
    Pace.forget(name + "-changes");
    Pace.forget(name + "-queries");
    answers().clear();
  }
}
