package io.flinkiscc.scenario;

import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.util.FileUtils;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Runs a scenario: feeds its job a part of the log before each fault, asks before and after each,
 * and in the end compares what the index holds, and all answers, with the oracle.
 */
final class ScenarioRun implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(4);
  private static final int ROUNDS = 10;

  private final Scenario scenario;
  private final ScenarioCluster cluster;
  private final Path directory;
  private final Random random;
  private final ScenarioAssets codes;
  private final ScenarioLog log;
  private final LogOracle oracle;
  private final AnswerCheck check;
  private final Stage stage;
  private final ScenarioJob jobs;
  private final Map<String, QueryRecord> asked = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** Queries about the end of the log that a restart may have kept from seeing it. */
  private final Set<String> tooEarly = new HashSet<>();

  private JobID job;

  private ScenarioRun(Scenario scenario, ScenarioCluster cluster, Path directory) {
    this.scenario = scenario;
    this.cluster = cluster;
    this.directory = directory;
    this.random = new Random(scenario.seed);
    this.codes = new ScenarioAssets(random);
    this.log =
        ScenarioLog.draw(scenario.seed, scenario.changes, scenario.keys, 2 * Scenario.SOURCES);
    this.oracle = new LogOracle(log);
    this.check = new AnswerCheck(oracle, Scenario.KEY_GROUPS);
    this.stage = Stage.open(log);
    this.jobs = new ScenarioJob(scenario, stage, directory);
  }

  /**
   * Runs a scenario.
   *
   * @param directory for its checkpoints and savepoints; removed in the end
   * @return what is wrong; empty if nothing is
   */
  static List<String> run(Scenario scenario, ScenarioCluster cluster, Path directory)
      throws Exception {
    try (ScenarioRun run = new ScenarioRun(scenario, cluster, directory)) {
      run.run();
      return run.problems;
    }
  }

  private void run() throws Exception {
    start(scenario.parallelism, null, RecoveryClaimMode.CLAIM);
    int steps = scenario.faults.size() + 1;
    for (int step = 0; step < scenario.faults.size(); step++) {
      double from = (double) step / steps;
      stage.changes().allow(from + 1.0 / steps);
      double at = from + random.nextDouble() * .8 / steps;
      await("the log is read up to " + at, () -> stage.changes().reached(at));
      ask();
      scenario.faults.get(step).strike(this);
      ask();
    }
    StorageFaults.heal();
    stage.trap().disarm();
    stage.changes().allow(1);
    finish();
  }

  /** Starts the job anew. */
  void start(int tasks, String from, RecoveryClaimMode claim) throws Exception {
    JobGraph graph = jobs.graph(tasks, from, claim);
    job = graph.getJobID();
    cluster.submit(graph);
  }

  /** Asks for everything, and for something. */
  void ask() {
    ask(AnswerCheck.census(asked.size(), codes.code()));
    ask(AnswerCheck.byId(false, asked.size(), key()));
  }

  private void ask(QueryRecord query) {
    asked.put(query.queryId(), query);
    stage.queries().append(0, query);
  }

  private long key() {
    return log.keys()[random.nextInt(log.keys().length)];
  }

  /** A round counts if nothing was restarted in it, so that all were behind the whole log. */
  private void finish() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      await("the whole log is read", () -> stage.changes().reached(1));
      int starts = stage.starts();
      String last = savepoint(SavepointFormatType.CANONICAL);
      Set<String> before = new HashSet<>(asked.keySet());
      for (int i = 0; i < 2; i++) {
        ask(AnswerCheck.lastCensus(asked.size(), codes.code()));
      }
      for (int i = 0; i < 20; i++) {
        ask(AnswerCheck.byId(true, asked.size(), key()));
      }
      await("all is answered", () -> stage.answered().size() >= asked.size());
      if (stage.starts() == starts && stage.changes().reached(1)) {
        problems.addAll(
            new IndexReadback(jobs.indexOptions(), oracle).problems(last, 1 + random.nextInt(3)));
        checkAnswers();
        return;
      }
      asked.keySet().stream().filter(id -> !before.contains(id)).forEach(tooEarly::add);
    }
    problems.add("the job did not come to rest in " + ROUNDS + " rounds: " + this);
  }

  private void checkAnswers() {
    Set<String> seen = new HashSet<>();
    for (String id : stage.answered()) {
      if (!seen.add(id)) {
        problems.add(id + " was answered twice");
      }
    }
    for (EnrichedRecord answer : stage.answers()) {
      if (!tooEarly.contains(answer.queryId())) {
        problems.addAll(check.problems(answer, asked.get(answer.queryId())));
      }
    }
  }

  Stage stage() {
    return stage;
  }

  ScenarioCluster cluster() {
    return cluster;
  }

  JobID job() {
    return job;
  }

  Random random() {
    return random;
  }

  /** A savepoint of the running job, tried until there is one. */
  String savepoint(SavepointFormatType format) throws Exception {
    return insist(() -> cluster.savepoint(job, savepoints(), format));
  }

  /** Ends the job with a savepoint. */
  String stopWithSavepoint(SavepointFormatType format) throws Exception {
    return insist(() -> cluster.stopWithSavepoint(job, savepoints(), format));
  }

  private String savepoints() {
    return FaultyFileSystem.uri(directory.resolve("savepoints"));
  }

  /** A checkpoint may be declined, or fail with the job, for as long as that is on its way back. */
  private String insist(Callable<String> action) {
    AtomicReference<String> path = new AtomicReference<>();
    AtomicReference<ExecutionException> last = new AtomicReference<>();
    try {
      await(
          "a savepoint is taken",
          () -> {
            try {
              path.set(action.call());
              return true;
            } catch (ExecutionException e) {
              last.set(e);
              return false;
            }
          });
    } catch (IllegalStateException e) {
      if (last.get() != null) {
        e.addSuppressed(last.get());
      }
      throw e;
    }
    return path.get();
  }

  /** Ends the job and tells its last checkpoint. */
  String cancel() throws Exception {
    awaitCheckpoint();
    cluster.cancel(job);
    return lastCheckpoint();
  }

  private String lastCheckpoint() throws IOException {
    try (Stream<Path> found = Files.list(jobs.checkpoints().resolve(job.toHexString()))) {
      return found
          .filter(d -> Files.exists(d.resolve("_metadata")))
          .max((a, b) -> Long.compare(checkpointId(a), checkpointId(b)))
          .map(FaultyFileSystem::uri)
          .orElseThrow(() -> new IOException("the job left no checkpoint"));
    }
  }

  private static long checkpointId(Path directory) {
    return Long.parseLong(directory.getFileName().toString().substring("chk-".length()));
  }

  /** Waits until another checkpoint is complete. */
  void awaitCheckpoint() {
    int before = stage.confirmed();
    await("a checkpoint is complete", () -> stage.confirmed() > before);
  }

  /** Waits until something is so, but not for long if it does not come to it. */
  void awaitOrGoOn(Duration most, Callable<Boolean> condition) {
    try {
      Awaitility.await().atMost(most).pollDelay(Duration.ZERO).pollInterval(POLL).until(condition);
    } catch (ConditionTimeoutException e) {
      return;
    }
  }

  /** Waits until something is so. */
  void await(String what, Callable<Boolean> condition) {
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(POLL)
          .until(() -> condition.call() || failed());
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException(
          "in vain waited until %s: %s%n%s".formatted(what, this, threads()), e);
    }
  }

  private boolean failed() throws Exception {
    cluster.supervise();
    JobStatus status = cluster.status(job);
    if (status == JobStatus.FAILED) {
      throw new IllegalStateException("the job has failed: " + cluster.failure(job));
    }
    return false;
  }

  /** What every thread that is not just waiting for work does. */
  private static String threads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> Stream.of(thread.getValue()).anyMatch(ScenarioRun::isOurs))
        .map(
            thread ->
                thread.getKey()
                    + Stream.of(thread.getValue())
                        .map(frame -> "\n    at " + frame)
                        .collect(Collectors.joining()))
        .collect(Collectors.joining("\n"));
  }

  private static boolean isOurs(StackTraceElement frame) {
    return frame.getClassName().startsWith("io.flinkiscc");
  }

  @Override
  public String toString() {
    String state;
    try {
      state =
          "%s on %s, checkpoints: %s, last failure: %s"
              .formatted(
                  cluster.status(job),
                  cluster.resources(),
                  cluster.checkpoints(job),
                  cluster.failure(job));
    } catch (Exception e) {
      state = "unknown: " + e;
    }
    return "%s, %d of %d queries answered, job %s"
        .formatted(stage.changes(), stage.answered().size(), asked.size(), state);
  }

  @Override
  public void close() throws Exception {
    StorageFaults.heal();
    if (job != null && !cluster.status(job).isGloballyTerminalState()) {
      cluster.cancel(job);
    }
    stage.close();
    FileUtils.deleteDirectoryQuietly(directory.toFile());
  }
}
