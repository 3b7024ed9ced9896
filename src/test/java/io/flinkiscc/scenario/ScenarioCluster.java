package io.flinkiscc.scenario;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.PendingCheckpointStats;
import org.apache.flink.runtime.checkpoint.SubtaskStateStats;
import org.apache.flink.runtime.checkpoint.TaskStateStats;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.AccessExecutionJobVertex;
import org.apache.flink.runtime.highavailability.nonha.embedded.HaLeadershipControl;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;

/** A cluster in this JVM that parts can be broken out of. Used by many scenarios in turn. */
final class ScenarioCluster implements AutoCloseable {

  private static final int TASK_MANAGERS = 2;
  private static final int SLOTS = 4;

  /** How long a task manager may be missing: another one takes a while to come. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private long wholeAt = System.nanoTime();
  private final Path directory;
  private final MiniCluster cluster;
  private final List<Integer> taskManagers = new ArrayList<>();
  private int nextTaskManager;

  /**
   * Starts it.
   *
   * @param adaptive whether jobs can be rescaled in place
   * @param directory for its temporary files
   */
  ScenarioCluster(boolean adaptive, Path directory) throws Exception {
    this.directory = Files.createDirectories(directory);
    quiet();
    Configuration config = new Configuration();
    config.set(RestOptions.BIND_PORT, "0");
    config.set(CoreOptions.TMP_DIRS, Files.createDirectories(local()).toString());
    config.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
    config.set(JobManagerOptions.JOB_STORE_MAX_CAPACITY, 3);
    config.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, "filesystem");
    config.setString("dstl.dfs.base-path", directory.resolve("changelog").toUri().toString());
    if (adaptive) {
      config.set(JobManagerOptions.SCHEDULER, JobManagerOptions.SchedulerType.Adaptive);
      config.set(JobManagerOptions.SCHEDULER_EXECUTING_COOLDOWN_AFTER_RESCALING, Duration.ZERO);
      config.set(
          JobManagerOptions.SCHEDULER_EXECUTING_RESOURCE_STABILIZATION_TIMEOUT, Duration.ZERO);
      config.set(
          JobManagerOptions.SCHEDULER_SUBMISSION_RESOURCE_STABILIZATION_TIMEOUT, Duration.ZERO);
      config.set(JobManagerOptions.SCHEDULER_RESCALE_TRIGGER_MAX_DELAY, Duration.ofMillis(200));
    }
    cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(config)
                .setNumTaskManagers(TASK_MANAGERS)
                .setNumSlotsPerTaskManager(SLOTS)
                .setHaServices(MiniCluster.HaServices.WITH_LEADERSHIP_CONTROL)
                .withRandomPorts()
                .build());
    cluster.start();
    while (nextTaskManager < TASK_MANAGERS) {
      taskManagers.add(nextTaskManager++);
    }
  }

  /** Nearly all of its warnings are of what scenarios break; chaos.log=warn shows them. */
  private static void quiet() {
    Level level = Level.toLevel(System.getProperty("chaos.log"), Level.OFF);
    Configurator.setLevel("org.apache.flink", level);
    Configurator.setLevel("io.flinkiscc", level);
  }

  private Path local() {
    return directory.resolve("local");
  }

  void submit(JobGraph job) throws Exception {
    cluster.submitJob(job).get();
  }

  JobStatus status(JobID job) throws Exception {
    return cluster.getJobStatus(job).get();
  }

  /** Why the job failed last. */
  String failure(JobID job) throws Exception {
    var failure = cluster.getExecutionGraph(job).get().getFailureInfo();
    return failure == null ? "no failure" : failure.getExceptionAsString();
  }

  /** Which checkpoints there were, and which tasks those that are not complete wait for. */
  String checkpoints(JobID job) throws Exception {
    CheckpointStatsSnapshot stats = graph(job).getCheckpointStatsSnapshot();
    if (stats == null) {
      return "no checkpoints";
    }
    String pending =
        stats.getHistory().getCheckpoints().stream()
            .filter(PendingCheckpointStats.class::isInstance)
            .map(
                checkpoint ->
                    "%s %d of %s waits for %s"
                        .formatted(
                            checkpoint.getProperties().getCheckpointType().getName(),
                            checkpoint.getCheckpointId(),
                            Instant.ofEpochMilli(checkpoint.getTriggerTimestamp()),
                            waitsFor(job, checkpoint)))
            .collect(Collectors.joining(", ", "[", "]"));
    return "%d complete, %d failed, pending %s"
        .formatted(
            stats.getCounts().getNumberOfCompletedCheckpoints(),
            stats.getCounts().getNumberOfFailedCheckpoints(),
            pending);
  }

  private String waitsFor(JobID job, AbstractCheckpointStats checkpoint) {
    List<String> waiting = new ArrayList<>();
    for (TaskStateStats task : checkpoint.getAllTaskStateStats()) {
      SubtaskStateStats[] reports = task.getSubtaskStats();
      for (int i = 0; i < reports.length; i++) {
        if (reports[i] == null) {
          waiting.add(name(job, task.getJobVertexId()) + " " + i);
        }
      }
    }
    return waiting.toString();
  }

  private String name(JobID job, JobVertexID vertex) {
    try {
      return graph(job).getAllVertices().get(vertex).getName();
    } catch (Exception e) {
      return vertex.toString();
    }
  }

  String savepoint(JobID job, String into, SavepointFormatType format) throws Exception {
    return cluster.triggerSavepoint(job, into, false, format).get();
  }

  String checkpoint(JobID job) throws Exception {
    return cluster.triggerCheckpoint(job).get();
  }

  /** Ends the job, whose last checkpoint stays. */
  void cancel(JobID job) throws Exception {
    cluster.cancelJob(job).get();
    cluster.requestJobResult(job).get();
  }

  String stopWithSavepoint(JobID job, String into, SavepointFormatType format) throws Exception {
    String path = cluster.stopWithSavepoint(job, into, false, format).get();
    cluster.requestJobResult(job).get();
    return path;
  }

  /** Lets a task manager go, and another one come. */
  void loseTaskManager(int which) throws Exception {
    int index = taskManagers.remove(which % taskManagers.size());
    cluster.terminateTaskManager(index).get();
    cluster.startTaskManager();
    taskManagers.add(nextTaskManager++);
  }

  /**
   * Starts a task manager in place of one that Flink itself has ended, as it does when it meets
   * what it calls a fatal error: what a supervisor does outside of tests.
   */
  void supervise() throws Exception {
    long now = System.nanoTime();
    if (cluster.requestClusterOverview().get().getNumTaskManagersConnected() >= TASK_MANAGERS) {
      wholeAt = now;
    } else if (now - wholeAt > PATIENCE_NANOS) {
      System.out.println("a task manager is missing, another one is started");
      cluster.startTaskManager();
      taskManagers.add(nextTaskManager++);
      wholeAt = now;
    }
  }

  /** Whether all task managers are there and have nothing to do. */
  boolean idle() throws Exception {
    var overview = cluster.requestClusterOverview().get();
    return overview.getNumTaskManagersConnected() == TASK_MANAGERS
        && overview.getNumSlotsAvailable() == TASK_MANAGERS * SLOTS;
  }

  /** How many task managers are there, and slots of them in use. */
  String resources() throws Exception {
    var overview = cluster.requestClusterOverview().get();
    return "%d task managers with %d slots, %d of them free"
        .formatted(
            overview.getNumTaskManagersConnected(),
            overview.getNumSlotsTotal(),
            overview.getNumSlotsAvailable());
  }

  /** Takes the leadership from the master of a job and gives it to a new one. */
  void failOver(JobID job) throws Exception {
    HaLeadershipControl control = cluster.getHaLeadershipControl().orElseThrow();
    control.revokeJobMasterLeadership(job).get();
    control.grantJobMasterLeadership(job).get();
  }

  /** Asks for another number of tasks for all but the sources. */
  void requireParallelism(JobID job, int parallelism) throws Exception {
    String body =
        graph(job).getAllVertices().values().stream()
            .map(vertex -> requirement(vertex, parallelism))
            .collect(Collectors.joining(",", "{", "}"));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            cluster.getRestAddress().get()
                                + "/jobs/"
                                + job
                                + "/resource-requirements"))
                    .header("Content-Type", "application/json")
                    .PUT(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("resource requirements were refused: " + answer.body());
    }
  }

  private static String requirement(AccessExecutionJobVertex vertex, int parallelism) {
    int tasks = ScenarioJob.scales(vertex.getName()) ? parallelism : vertex.getParallelism();
    return "\"%s\":{\"parallelism\":{\"lowerBound\":1,\"upperBound\":%d}}"
        .formatted(vertex.getJobVertexId().toHexString(), tasks);
  }

  /** The number of running index tasks; 0 while not all are running. */
  int indexTasks(JobID job) throws Exception {
    for (AccessExecutionJobVertex vertex : graph(job).getAllVertices().values()) {
      if (vertex.getAggregateState() == ExecutionState.RUNNING
          && vertex.getName().startsWith(ScenarioJob.INDEX)) {
        return vertex.getParallelism();
      }
    }
    return 0;
  }

  private AccessExecutionGraph graph(JobID job) throws Exception {
    return cluster.getExecutionGraph(job).get();
  }

  /** The directories that task managers make their temporary files in. */
  List<Path> localDirectories() throws IOException {
    try (Stream<Path> found = Files.list(local())) {
      return found.filter(d -> d.getFileName().toString().startsWith("flink-io-")).toList();
    }
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
