package io.flinkiscc.process;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;

/**
 * Kills the task managers of a cluster one after the other under a {@link ChurnJob}, and compares
 * what the job saves after each recovery with the log.
 */
final class KillCampaign {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(50);

  /** Files of single full shards are smaller, those of several merged ones larger. */
  private static final long MERGED_BYTES = 45_000;

  private final ProcessCluster cluster;
  private final Configuration client;
  private final String savepoints;
  private final ChangeLog log;
  private final LogOracle oracle;
  private final Random random;
  private final Map<KillAim, Integer> hits = new EnumMap<>(KillAim.class);
  private final StringBuilder story = new StringBuilder();
  private final long started = System.nanoTime();
  private BitSet asked = new BitSet();
  private JobClient job;
  private int kills;
  private int rescales;
  private int verified;
  private long since;

  /**
   * @param client configuration of the job's environment: where to run, how to checkpoint
   * @param savepoints directory for savepoints, as a URI
   */
  KillCampaign(
      ProcessCluster cluster,
      Configuration client,
      String savepoints,
      ChangeLog log,
      Random random) {
    this.cluster = cluster;
    this.client = client;
    this.savepoints = savepoints;
    this.log = log;
    this.oracle = new LogOracle(log);
    this.random = random;
  }

  /** Starts the job, from a checkpoint if one is given, and waits for its first one. */
  void start(int parallelism, String from) throws Exception {
    since = from == null ? 0 : System.currentTimeMillis();
    job = ChurnJob.start(client, log, parallelism, from);
    tell("start with parallelism %d", parallelism);
    awaitCheckpoint();
  }

  /** Kills a task manager that runs a task of the index, when it does what is aimed at. */
  void kill(KillAim aim) throws Exception {
    Set<String> busy = busy();
    boolean hit = true;
    since = System.currentTimeMillis();
    switch (aim) {
      case INGEST -> {
        pause(1500);
        killAndRestart(any(busy));
      }
      case CHECKPOINT -> {
        cluster.rest().triggerCheckpoint(id());
        pause(60);
        killAndRestart(any(busy));
      }
      case ROTATION -> hit = killAtFile(busy, f -> f.getName().endsWith(".shard"));
      case COMPACTION ->
          hit = killAtFile(busy, f -> f.getName().endsWith(".shard") && f.length() > MERGED_BYTES);
      case RESTORE -> {
        String first = any(busy);
        Set<String> others = new TreeSet<>(cluster.running());
        others.remove(first);
        SpillWatch watch = new SpillWatch(cluster, others);
        killAndRestart(first);
        Optional<String> restoring = watch.await(f -> f.getName().startsWith("iscc-index"));
        hit = restoring.isPresent();
        restoring.ifPresent(this::killAndRestart);
      }
    }
    hits.merge(aim, hit ? 1 : 0, Integer::sum);
  }

  private boolean killAtFile(Set<String> busy, java.util.function.Predicate<File> wanted) {
    Optional<String> found = new SpillWatch(cluster, busy).await(wanted);
    killAndRestart(found.orElse(any(busy)));
    return found.isPresent();
  }

  private void killAndRestart(String taskManager) {
    since = System.currentTimeMillis();
    cluster.killAndRestart(taskManager);
    kills++;
  }

  private void revive() {
    for (String fallen : cluster.revive()) {
      since = System.currentTimeMillis();
      tell("%s ended by itself and was brought back", fallen);
    }
  }

  private Set<String> busy() throws Exception {
    Set<String> busy = cluster.rest().whereabouts(id(), ChurnJob.TASKS);
    busy.retainAll(cluster.running());
    return busy;
  }

  private String any(Set<String> ids) {
    List<String> list = new ArrayList<>(ids);
    return list.get(random.nextInt(list.size()));
  }

  /** Part of the fault, not waiting for something. */
  private void pause(int mostMillis) {
    LockSupport.parkNanos(random.nextInt(mostMillis) * 1_000_000L);
  }

  /** Waits until the job has recovered from the last fault and saved itself since. */
  void awaitCheckpoint() {
    await("recovery of the job")
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(
            () -> {
              JobStatus status = job.getJobStatus().get();
              if (status.isGloballyTerminalState()) {
                throw new IllegalStateException("the job is " + status);
              }
              revive();
              var checkpoints = cluster.rest().checkpoints(id());
              return checkpoints.latest() > 0
                  && checkpoints.latestRestored() >= since
                  && checkpoints.latestTriggered() >= checkpoints.latestRestored()
                  && cluster.rest().running(id());
            });
  }

  /** Compares the last checkpoint, or a savepoint taken now, with the log. */
  void verify() throws Exception {
    if (random.nextInt(3) == 0) {
      verify("savepoint", savepoint());
      return;
    }
    String checkpoint = cluster.rest().checkpoints(id()).path();
    try {
      verify("checkpoint", checkpoint);
    } catch (Exception e) {
      if (Files.exists(Path.of(URI.create(checkpoint)).resolve("_metadata"))) {
        throw e;
      }
      // On a very busy machine it may be subsumed before all of it was read.
      verify("savepoint", savepoint());
    }
  }

  private void verify(String kind, String path) throws Exception {
    SavedJob saved = new SavedJob(path);
    long before = oracle.applied();
    oracle.advanceTo(saved.changes());
    saved.assertIndexHolds(oracle, 1 + random.nextInt(3), random, toString());
    asked = saved.queries();
    verified++;
    tell(
        "verified %s: %d changes, %d of them new, %d live assets, %d of %d queries answered",
        kind,
        oracle.applied(),
        oracle.applied() - before,
        oracle.live().size(),
        saved.results().cardinality(),
        asked.cardinality());
  }

  private String savepoint() throws Exception {
    return job.triggerSavepoint(savepoints, format()).get();
  }

  private SavepointFormatType format() {
    return random.nextBoolean() ? SavepointFormatType.CANONICAL : SavepointFormatType.NATIVE;
  }

  /**
   * Ends the job and starts it with another parallelism, from a savepoint or its last checkpoint.
   */
  void rescaleByRestart(int parallelism) throws Exception {
    String from;
    if (random.nextBoolean()) {
      from = job.stopWithSavepoint(false, savepoints, format()).get();
    } else {
      job.cancel().get();
      await().atMost(PATIENCE).until(() -> job.getJobStatus().get().isGloballyTerminalState());
      from = cluster.rest().checkpoints(id()).path();
    }
    rescales++;
    start(parallelism, from);
  }

  /** Lets the adaptive scheduler change the parallelism while the job runs. */
  void rescaleInPlace(int parallelism) throws Exception {
    since = System.currentTimeMillis();
    cluster.rest().rescale(id(), parallelism);
    rescales++;
    tell("rescale in place to parallelism %d", parallelism);
    awaitParallelism(parallelism);
    awaitCheckpoint();
  }

  /** Waits until all tasks of the index run, so many of them. */
  void awaitParallelism(int parallelism) {
    await("parallelism " + parallelism)
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(
            () -> {
              revive();
              return cluster.rest().running(id())
                  && cluster.rest().parallelism(id(), ChurnJob.TASKS) == parallelism;
            });
  }

  /** Waits until every query that was taken before the last {@link #verify} has its one result. */
  void awaitAnswers() {
    await("results of all queries")
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(
            () -> {
              BitSet unanswered = (BitSet) asked.clone();
              unanswered.andNot(new SavedJob(cluster.rest().checkpoints(id()).path()).results());
              return unanswered.isEmpty();
            });
  }

  /** Processes killed so far. */
  int kills() {
    return kills;
  }

  /** How often a process was killed in the middle of what was aimed at. */
  int aimsHit() {
    return hits.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Ends the job. */
  void end() throws Exception {
    job.cancel().get();
  }

  private JobID id() {
    return job.getJobID();
  }

  private void tell(String what, Object... values) {
    story.append(
        "%n  %6.1f s  %d kills: %s"
            .formatted((System.nanoTime() - started) / 1e9, kills, what.formatted(values)));
  }

  @Override
  public String toString() {
    return "%d kills, %d rescales, %d comparisons, aims hit %s%s"
        .formatted(kills, rescales, verified, hits, story);
  }
}
