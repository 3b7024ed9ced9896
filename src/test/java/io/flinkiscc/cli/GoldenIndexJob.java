package io.flinkiscc.cli;

import static org.awaitility.Awaitility.await;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.IsccJsonFormat;
import io.flinkiscc.kafka.QueryFormat;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.QueryRecordSerializer;
import io.flinkiscc.kafka.QueryRejectedException;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.serve.QueryServiceOptions;
import io.flinkiscc.serve.RegistryOptions;
import io.flinkiscc.stream.IngestRecords;
import io.flinkiscc.stream.IsccIndex;
import io.flinkiscc.testing.GoldenData;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/**
 * A running job that has taken the small real dataset, was asked the golden queries behind it, and
 * has a query service.
 */
final class GoldenIndexJob implements AutoCloseable {

  /** The golden queries as all ways of asking take them. */
  static final List<QueryRecord> QUERIES = queries();

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final String name;
  private final JobBenchCluster cluster;
  private final RegistryOptions registry;
  private final List<EnrichedRecord> answers = new ArrayList<>();

  private GoldenIndexJob(String name, JobBenchCluster cluster, RegistryOptions registry) {
    this.name = name;
    this.cluster = cluster;
    this.registry = registry;
  }

  /** Starts the job and waits for its answers. */
  static GoldenIndexJob start(int parallelism, Path directory) throws Exception {
    RegistryOptions registry = RegistryOptions.of("dir:" + directory.resolve("registry"));
    GoldenIndexJob job =
        new GoldenIndexJob(
            "golden-" + parallelism,
            JobBenchCluster.start(directory, parallelism, Map.of()),
            registry);
    boolean running = false;
    try {
      job.run(parallelism);
      running = true;
      return job;
    } finally {
      if (!running) {
        job.close();
      }
    }
  }

  private void run(int parallelism) throws Exception {
    StreamExecutionEnvironment env = cluster.environment(parallelism);
    IngestRecords ingest =
        IngestRecords.parse(
            env.fromData(GoldenData.events()).uid("events"), new IsccJsonFormat(0), "parse-events");
    IsccIndex.builder()
        .realm(0)
        .rules(MatchRules.compatible())
        .queryTimeout(PATIENCE)
        .service(new ServedHere(name, QueryServiceOptions.builder().registry(registry).build()))
        .build()
        .ingest(ingest.changes())
        .enrich(
            env.fromSource(
                    new PacedSource<>(name, number -> QUERIES.get((int) number)),
                    WatermarkStrategy.noWatermarks(),
                    "queries",
                    QueryRecordSerializer.typeInfo())
                .uid("queries"))
        .map(new Answers(name).collector())
        .uid("answers")
        .sinkTo(new DiscardingSink<>())
        .uid("no-results");
    ingest.deadLetters().sinkTo(new DiscardingSink<>()).uid("no-dead-letters");
    cluster.submit(env, null);
    long changes = GoldenData.events().size() - GoldenData.refusals().size();
    for (String operator : List.of("index", "resolve-queries")) {
      await().atMost(PATIENCE).until(() -> cluster.rest().recordsIn(operator) == changes);
    }
    Pace.of(name).raiseTo(QUERIES.size());
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              cluster.checkRunning();
              for (Answers.Answer answer = new Answers(name).poll();
                  answer != null;
                  answer = new Answers(name).poll()) {
                answers.add(answer.record());
              }
              return answers.size() == QUERIES.size();
            });
    new Answers(name).clear();
    Pace.forget(name);
  }

  private static List<QueryRecord> queries() {
    QueryFormat format = new QueryFormat(0);
    List<QueryRecord> queries = new ArrayList<>();
    for (RawRecord record : GoldenData.queries()) {
      try {
        queries.add(format.parse(record));
      } catch (QueryRejectedException e) {
        throw new IllegalStateException(e);
      }
    }
    return List.copyOf(queries);
  }

  /** What the job has answered to its stream of queries. */
  List<EnrichedRecord> answers() {
    return answers;
  }

  /** Where its services stand. */
  RegistryOptions registry() {
    return registry;
  }

  /** Takes a checkpoint; returns when all tasks know that it is complete. */
  Path checkpoint() throws Exception {
    Path path = cluster.checkpoint();
    long id = Long.parseLong(path.getFileName().toString().substring("chk-".length()));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                ServedHere.tasks(name).stream()
                    .allMatch(task -> task.committed().checkpointId() >= id));
    return path;
  }

  Path savepoint() throws Exception {
    return cluster.savepoint();
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
