package io.flinkiscc.process;

import static org.awaitility.Awaitility.await;

import io.flinkiscc.cli.LoopbackPorts;
import io.flinkiscc.testing.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigConstants;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.clusterframework.TaskExecutorProcessUtils;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.jobmanager.JobManagerProcessUtils;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;
import org.apache.flink.runtime.util.config.memory.ProcessMemoryUtils;

/**
 * A Flink cluster of real JVMs, one JobManager and some task managers, each of which can be killed.
 *
 * <p>All run on the class path of this JVM, so that jobs are submitted without jars and no
 * connector is there twice. They end with {@link #close()}, or with this JVM however that ends. The
 * logs, in {@code target/process-clusters}, stay unless {@link #passed()} was called. A cluster of
 * two task managers is up in about five seconds and takes 0.8 GB. Not safe for several threads.
 */
final class ProcessCluster implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String FATAL = "Fatal error occurred while executing the TaskManager";
  private static final int REASON = 8_000;
  private static final Duration POLL = Duration.ofMillis(50);

  private final Path files;
  private final Path logs;
  private final Configuration config;
  private final Map<String, String> environment;
  private final ChildJvm jobManager;
  private final Map<String, ChildJvm> taskManagers = new TreeMap<>();
  private final ClusterRest rest;
  private boolean passed;

  /**
   * Starts a cluster; returns when all task managers are registered.
   *
   * @param name what its logs are found by
   * @param files directory for all its files
   * @param own options besides those every cluster has
   * @param names of the task managers
   */
  ProcessCluster(String name, Path files, Configuration own, String... names) {
    this(name, files, own, null, names);
  }

  /** The same with a directory of plugins; null for none. */
  ProcessCluster(String name, Path files, Configuration own, Path plugins, String... names) {
    this.files = files;
    this.logs = Path.of("target", "process-clusters", name + "-" + System.currentTimeMillis());
    this.config = ClusterOptions.of(LoopbackPorts.free(2), own);
    this.environment =
        plugins == null
            ? Map.of()
            : Map.of(ConfigConstants.ENV_FLINK_PLUGINS_DIR, plugins.toAbsolutePath().toString());
    writeConfiguration();
    this.rest = new ClusterRest(config);
    this.jobManager = startJobManager();
    try {
      for (String id : names) {
        start(id);
      }
      awaitTaskManagers(names.length);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void writeConfiguration() {
    StringBuilder lines = new StringBuilder();
    config.toMap().forEach((key, value) -> lines.append(key + ": " + value + "\n"));
    try {
      Files.createDirectories(logs);
      Files.createDirectories(files.resolve("conf"));
      Files.writeString(files.resolve("conf").resolve("config.yaml"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ChildJvm startJobManager() {
    String options =
        JobManagerProcessUtils.generateJvmParametersStr(
            JobManagerProcessUtils.processSpecFromConfig(config), config);
    return startJvm(
        "jobmanager",
        options,
        StandaloneSessionClusterEntrypoint.class,
        List.of("--executionMode", "cluster"));
  }

  /**
   * Starts a task manager; returns at once. One that was killed comes back under its id and in its
   * working directory, where it finds what was kept for local recovery.
   */
  void start(String id) {
    ChildJvm before = taskManagers.get(id);
    if (before != null && before.isAlive()) {
      throw new IllegalStateException("task manager " + id + " runs; kill it first");
    }
    // What a killed process leaves among temporary files, nobody else would delete.
    deleteAll(spill(id));
    Path working = files.resolve("working");
    try {
      Files.createDirectories(spill(id));
      Files.createDirectories(working);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var memory = TaskExecutorProcessUtils.processSpecFromConfig(config);
    List<String> arguments = new ArrayList<>();
    // Without these options, which scripts calculate as a rule, a task manager does not start.
    Arrays.stream(TaskExecutorProcessUtils.generateDynamicConfigsStr(memory).trim().split("\\s+"))
        .map(word -> word.replaceAll("^\"|\"$", ""))
        .forEach(arguments::add);
    arguments.addAll(
        List.of(
            "-D", "taskmanager.resource-id=" + id,
            "-D", "process.working-dir=" + working,
            "-D", CoreOptions.TMP_DIRS.key() + "=" + spill(id)));
    taskManagers.put(
        id,
        startJvm(
            id,
            ProcessMemoryUtils.generateJvmParametersStr(memory),
            TaskManagerRunner.class,
            arguments));
  }

  private ChildJvm startJvm(String name, String options, Class<?> main, List<String> more) {
    List<String> jvm = new ArrayList<>(Arrays.asList(options.trim().split("\\s+")));
    jvm.addAll(ClusterOptions.OPENED);
    jvm.add("-Dlog4j2.configurationFile=log4j2-process.properties");
    List<String> arguments =
        new ArrayList<>(List.of("--configDir", files.resolve("conf").toString()));
    arguments.addAll(more);
    return ChildJvm.start(
        logs.resolve(name + ".log"),
        environment,
        jvm,
        System.getProperty("java.class.path"),
        main.getName(),
        arguments);
  }

  /** Ends a task manager at once, as {@code kill -9} does. */
  void kill(String id) {
    taskManagers.get(id).kill();
  }

  /** Kills a task manager and brings it back under its name. */
  void killAndRestart(String id) {
    kill(id);
    start(id);
  }

  /**
   * Brings back the task managers that ended without having been killed, as any supervisor of
   * processes does: Flink ends one when a task cannot give back network buffers because the other
   * end was killed.
   *
   * @return their ids
   * @throws IllegalStateException if one ended for another reason
   */
  List<String> revive() {
    List<String> fallen = new ArrayList<>(taskManagers.keySet());
    fallen.removeAll(running());
    for (String id : fallen) {
      String log = read(logs.resolve(id + ".log"));
      int end = log.lastIndexOf(FATAL);
      String reason = end < 0 ? "" : log.substring(end, Math.min(log.length(), end + REASON));
      if (!reason.contains("RemoteTransportException") || reason.contains("io.flinkiscc")) {
        throw new IllegalStateException("task manager " + id + " ended, see " + logs + reason);
      }
      start(id);
    }
    return fallen;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ids of the task managers whose processes run. */
  List<String> running() {
    return taskManagers.entrySet().stream()
        .filter(e -> e.getValue().isAlive())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns when the JobManager knows exactly so many task managers. */
  void awaitTaskManagers(int count) {
    await("%d task managers of %s".formatted(count, logs))
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(
            () -> {
              if (!jobManager.isAlive()) {
                throw new IllegalStateException("the JobManager ended, see " + logs);
              }
              return rest.taskManagers() == count;
            });
  }

  /** Directory of the temporary files of a task manager, those of the index among them. */
  Path spill(String id) {
    return files.resolve("spill-" + id);
  }

  /** What the JobManager says about jobs. */
  ClusterRest rest() {
    return rest;
  }

  /** Configuration of an execution environment whose jobs run here. */
  Configuration client() {
    Configuration client = new Configuration();
    client.set(DeploymentOptions.TARGET, "remote");
    client.set(RestOptions.ADDRESS, "127.0.0.1");
    client.set(RestOptions.PORT, config.get(RestOptions.PORT));
    return client;
  }

  /** Process ids of all its JVMs. */
  List<Long> pids() {
    List<Long> pids = new ArrayList<>(List.of(jobManager.pid()));
    taskManagers.values().forEach(t -> pids.add(t.pid()));
    return pids;
  }

  /** Says that the logs are of no interest. */
  void passed() {
    passed = true;
  }

  @Override
  public void close() {
    rest.close();
    taskManagers.values().forEach(ChildJvm::kill);
    jobManager.kill();
    if (passed) {
      deleteAll(logs);
    } else {
      System.out.println("The logs of the cluster are in " + logs.toAbsolutePath());
    }
  }

  private static void deleteAll(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
