package io.flinkiscc.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.util.FileUtils;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Runs random scenarios one after the other and prints a line for each; scenario {@code i} of seed
 * {@code s} is that of seed {@code s + i}, so any can be run alone.
 */
public final class ChaosRunner implements AutoCloseable {

  /** Which of the clusters, that are started when needed. */
  private enum Scheduler {
    DEFAULT,
    ADAPTIVE
  }

  private static final Duration REPAIR = Duration.ofSeconds(20);

  private final Path directory;
  private final Map<Scheduler, ScenarioCluster> clusters = new EnumMap<>(Scheduler.class);
  private final Map<String, Integer> tally = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private int scenarios;

  /**
   * Makes a runner.
   *
   * @param directory for everything it writes
   */
  ChaosRunner(Path directory) {
    this.directory = directory;
  }

  /**
   * Runs scenarios until so many have run or the time is up.
   *
   * @param seed of the first
   * @return what was wrong, with the seed; empty if nothing was
   */
  List<String> run(long seed, int most, Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    for (long s = seed; s < seed + most && System.nanoTime() < end; s++) {
      run(ScenarioDraw.draw(s));
    }
    return failures;
  }

  /**
   * Runs one scenario.
   *
   * @return what is wrong; empty if nothing is
   */
  List<String> run(Scenario scenario) throws Exception {
    long start = System.nanoTime();
    long cpu = processCpuMillis();
    List<String> problems;
    try {
      problems =
          ScenarioRun.run(scenario, cluster(scenario), directory.resolve("s" + scenario.seed));
    } catch (Exception | AssertionError e) {
      problems = List.of(stackTrace(e));
      // What is left of it must not disturb the next.
      close();
    }
    scenarios++;
    count(scenario);
    System.out.printf(
        "%s %4d ms, %s%n",
        problems.isEmpty() ? "ok" : "FAILED", (System.nanoTime() - start) / 1_000_000, scenario);
    if (!problems.isEmpty()) {
      String failure =
          scenario
              + "\n  repeat with -Dchaos.scenarios=1 -Dchaos.seed="
              + scenario.seed
              + "\n  "
              + problems.size()
              + " problems, the first: "
              + problems.subList(0, Math.min(5, problems.size()));
      System.out.println(failure);
      failures.add(failure);
    }
    return problems;
  }

  private static long processCpuMillis() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
  }

  private void count(Scenario scenario) {
    scenario.faults.forEach(f -> tally.merge(f.getClass().getSimpleName(), 1, Integer::sum));
    add("change the parallelism", scenario.changesParallelism(Fault.class));
    add("change it in place", scenario.changesParallelism(RescaleInPlace.class));
    add("unaligned", scenario.unaligned);
    add("adaptive", scenario.adaptive);
    add("changelog", scenario.changelog);
    add("file merging", scenario.fileMerging);
    add("local recovery", scenario.localRecovery);
    add("rocksdb", scenario.backend == Scenario.Backend.ROCKSDB);
  }

  private void add(String what, boolean holds) {
    tally.merge(what, holds ? 1 : 0, Integer::sum);
  }

  /** What has been done. */
  String summary() {
    return scenarios + " scenarios, " + failures.size() + " failed: " + tally;
  }

  int scenarios() {
    return scenarios;
  }

  private ScenarioCluster cluster(Scenario scenario) throws Exception {
    Scheduler scheduler = scenario.adaptive ? Scheduler.ADAPTIVE : Scheduler.DEFAULT;
    ScenarioCluster cluster = clusters.get(scheduler);
    if (cluster != null && !becomesIdle(cluster)) {
      System.out.println("a new cluster in place of one that has only " + cluster.resources());
      cluster.close();
      cluster = null;
    }
    if (cluster == null) {
      cluster =
          new ScenarioCluster(
              scenario.adaptive,
              Files.createTempDirectory(directory, scheduler.name().toLowerCase()));
      clusters.put(scheduler, cluster);
    }
    return cluster;
  }

  /** Slots and lost task managers need a moment to come back from the scenario before. */
  private static boolean becomesIdle(ScenarioCluster cluster) {
    try {
      Awaitility.await()
          .atMost(REPAIR)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(5))
          .until(cluster::idle);
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private static String stackTrace(Throwable e) {
    java.io.StringWriter trace = new java.io.StringWriter();
    e.printStackTrace(new java.io.PrintWriter(trace));
    return trace.toString();
  }

  @Override
  public void close() throws Exception {
    for (ScenarioCluster cluster : clusters.values()) {
      cluster.close();
    }
    clusters.clear();
  }

  /**
   * Runs scenarios.
   *
   * @param args seed of the first, how many, and for how many minutes at most
   */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("chaos");
    boolean fine;
    try (ChaosRunner runner = new ChaosRunner(directory)) {
      long seed = Long.parseLong(args[0]);
      fine =
          runner
              .run(seed, Integer.parseInt(args[1]), Duration.ofMinutes(Integer.parseInt(args[2])))
              .isEmpty();
      System.out.println(runner.summary());
    } finally {
      clear(directory);
    }
    System.exit(fine ? 0 : 1);
  }

  private static void clear(Path directory) throws IOException {
    FileUtils.deleteDirectory(directory.toFile());
  }
}
