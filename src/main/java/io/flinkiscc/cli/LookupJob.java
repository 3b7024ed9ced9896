package io.flinkiscc.cli;

import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.Matcher;
import io.flinkiscc.query.EnrichedRecords;
import io.flinkiscc.query.FoundParts;
import io.flinkiscc.query.QueryTerms;
import io.flinkiscc.query.UnitCodes;
import io.flinkiscc.serve.QueryServiceOptions;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.state.AssetOpSerializer;
import io.flinkiscc.state.ServedTask;
import io.flinkiscc.stream.IsccIndex;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job in this JVM whose index is fed by a made-up log and can be asked by its query service. */
final class LookupJob implements AutoCloseable {

  private static final int MAX_PARALLELISM = 128;
  private static final long POLL_MILLIS = 100;
  private static final long SETTLING_MILLIS = 300;
  private static final long PROGRESS_NANOS = 5_000_000_000L;

  private final String name = UUID.randomUUID().toString();
  private final LookupOptions options;
  private final JobBenchCluster cluster;
  private final PrintStream progress;

  private LookupJob(LookupOptions options, JobBenchCluster cluster, PrintStream progress) {
    this.options = options;
    this.cluster = cluster;
    this.progress = progress;
  }

  /**
   * Starts the job.
   *
   * @param registry where its services are told of
   */
  static LookupJob start(
      LookupOptions options,
      JobBenchCluster cluster,
      RegistryOptions registry,
      PrintStream progress)
      throws Exception {
    LookupJob job = new LookupJob(options, cluster, progress);
    job.submit(registry);
    return job;
  }

  /** The registry of a benchmark in a directory. */
  static RegistryOptions registry(Path directory) {
    return RegistryOptions.of("dir:" + directory.resolve("registry").toAbsolutePath());
  }

  private void submit(RegistryOptions registry) throws Exception {
    StreamExecutionEnvironment env = cluster.environment(options.parallelism());
    env.setMaxParallelism(MAX_PARALLELISM);
    IsccIndex.builder()
        .realm(0)
        .maxParallelism(MAX_PARALLELISM)
        .engine(options.engine())
        .service(
            new ServedHere(
                name,
                QueryServiceOptions.builder()
                    .threads(options.threads())
                    .registry(registry)
                    .build()))
        .build()
        .ingest(
            env.fromSource(
                    new PacedSource<>(name, options.log()),
                    WatermarkStrategy.noWatermarks(),
                    "changes",
                    AssetOpSerializer.TYPE)
                .uid("changes"))
        .withoutQueries();
    cluster.submit(env, null);
  }

  /** Fills the index, waits until all graphs are built, and tells what it then looks like. */
  Map<String, Object> fill() throws Exception {
    Stopwatch watch = Stopwatch.start();
    Pace.of(name).raiseTo(options.log().assets());
    long told = System.nanoTime();
    while (liveAssets() < options.log().assets()) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      cluster.checkRunning();
      if (System.nanoTime() - told > PROGRESS_NANOS) {
        told = System.nanoTime();
        progress.printf("  %d of %d assets%n", liveAssets(), options.log().assets());
        progress.flush();
      }
    }
    Map<String, Object> figures = BenchReport.figures();
    figures.put("seconds", watch.wallSeconds());
    do {
      // A task that gets nothing takes over sealed shards when it is checkpointed.
      cluster.checkpoint();
      TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
    } while (metric("waitingShards") > 0);
    figures.put("settled_seconds", watch.wallSeconds());
    figures.put("live_assets", liveAssets());
    figures.put("sealed_shards", (long) metric("sealedShards"));
    figures.put("active_entries", (long) metric("activeEntries"));
    return figures;
  }

  private double metric(String metric) throws Exception {
    return cluster.rest().metric(JobBench.INDEX, "similarity." + metric, "sum").orElse(0);
  }

  private long liveAssets() {
    return tasks().stream().mapToLong(task -> task.latest().liveAssets()).sum();
  }

  private List<ServedTask> tasks() {
    return ServedHere.tasks(name);
  }

  /** Lets in changes at a steady rate until it is interrupted, on a thread of its own. */
  Thread change() {
    Thread thread =
        new Thread(
            () -> {
              long start = System.nanoTime();
              try {
                while (options.upserts() > 0) {
                  TimeUnit.NANOSECONDS.sleep(1_000_000_000L / options.upserts());
                  double seconds = (System.nanoTime() - start) / 1e9;
                  Pace.of(name)
                      .raiseTo(options.log().assets() + (long) (seconds * options.upserts()));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "changes");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Changes that came in since the index was filled. */
  long changed() {
    return Pace.of(name).records() - options.log().assets();
  }

  /** Checkpoints completed. */
  long checkpoints() throws Exception {
    return cluster.rest().checkpoints().completed();
  }

  /** Answers a query as a client would, without any connection. */
  EnrichedRecord answer(QueryRecord record) {
    long started = System.nanoTime();
    List<ServedTask> tasks = tasks();
    ServedTask first = tasks.get(0);
    MatchQuery query =
        new QueryTerms(first.unitTypes()).of(record, UnitCodes.of(record.units())).orElseThrow();
    Matcher matcher = new Matcher(first.rules());
    List<MatchPart> parts = new ArrayList<>();
    long indexTime = 0;
    for (ServedTask task : tasks) {
      IndexSnapshot snapshot = task.latest();
      parts.add(matcher.match(snapshot, query));
      indexTime = Math.max(indexTime, snapshot.maxEventTimeMicros());
    }
    FoundParts found =
        new FoundParts(
            new MatchMerger(first.rules()).merge(query, parts), parts.size(), indexTime, List.of());
    return new EnrichedRecords(first.realm(), first.unitTypes())
        .answered(record, query, found, "", (System.nanoTime() - started) / 1000);
  }

  @Override
  public void close() throws Exception {
    cluster.cancel();
    Pace.forget(name);
  }
}
