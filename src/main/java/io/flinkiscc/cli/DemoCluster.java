package io.flinkiscc.cli;

import io.flinkiscc.job.IsccJob;
import io.flinkiscc.job.JobConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.FileUtils;

/** A broker with the four topics and a Flink cluster with the enrich job, in this JVM. */
final class DemoCluster implements AutoCloseable {

  static final String INGEST = "iscc-ingest";
  static final String QUERIES = "iscc-queries";
  static final String ENRICHED = "iscc-enriched";
  static final String DEAD_LETTERS = "iscc-dead-letters";

  private static final int PARTITIONS = 3;

  /**
   * Compacted, as an ingest topic should be. The records of the demo span months, which would make
   * a segment of every week and let the broker compact them while they are read: the index would be
   * the same, but the records could not be counted.
   */
  private static final Map<String, String> INGEST_CONFIG =
      Map.of("cleanup.policy", "compact", "segment.ms", String.valueOf(Long.MAX_VALUE));

  private static final int FIRST_WEB_PORT = 8081;
  private static final int LAST_WEB_PORT = 8099;
  private static final int MOST_DELETES = 20;
  private static final int MOST_SHARD_ASSETS = 400;

  private final EmbeddedBroker broker;
  private final StreamExecutionEnvironment env;
  private final JobClient job;
  private final URI web;

  private DemoCluster(
      EmbeddedBroker broker, StreamExecutionEnvironment env, JobClient job, URI web) {
    this.broker = broker;
    this.env = env;
    this.job = job;
    this.web = web;
  }

  static DemoCluster start(int parallelism, PrintWriter out) throws Exception {
    long started = System.nanoTime();
    EmbeddedBroker broker = EmbeddedBroker.start();
    try {
      broker.createTopic(INGEST, PARTITIONS, INGEST_CONFIG);
      broker.createTopic(QUERIES, PARTITIONS, Map.of());
      broker.createTopic(ENRICHED, PARTITIONS, Map.of());
      broker.createTopic(DEAD_LETTERS, 1, Map.of());
      new DemoTopics(broker.bootstrapServers()).prepareGroups();
      out.printf("Kafka is up at %s (%.1f s)%n", broker.bootstrapServers(), since(started));
      out.flush();
      Path checkpoints = temporaryDirectory();
      int port = webPort();
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(flink(port, parallelism));
      IsccJob.enrich(env, config(broker, checkpoints, parallelism));
      JobClient job = env.executeAsync("flink-iscc demo");
      URI web = URI.create("http://127.0.0.1:" + port);
      out.printf("Flink is up at %s (%.1f s)%n", web, since(started));
      out.flush();
      return new DemoCluster(broker, env, job, web);
    } catch (Exception e) {
      broker.close();
      throw e;
    }
  }

  /** A directory that is gone when this JVM is, also when it is ended by Ctrl-C. */
  private static Path temporaryDirectory() throws IOException {
    Path directory = Files.createTempDirectory("flink-iscc-demo");
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> FileUtils.deleteDirectoryQuietly(directory.toFile())));
    return directory;
  }

  private static double since(long started) {
    return (System.nanoTime() - started) / 1e9;
  }

  private static JobConfig config(EmbeddedBroker broker, Path checkpoints, int parallelism) {
    return JobConfig.of(
        Map.ofEntries(
            Map.entry("kafka.bootstrap-servers", broker.bootstrapServers()),
            Map.entry("ingest.topic", INGEST),
            Map.entry("query.topic", QUERIES),
            Map.entry("enriched.topic", ENRICHED),
            Map.entry("dead-letter.topic", DEAD_LETTERS),
            Map.entry("transactional-id-prefix", "flink-iscc-demo"),
            Map.entry("index.realm", "0"),
            Map.entry("index.shard.max-assets", String.valueOf(shardMaxAssets(parallelism))),
            Map.entry("parallelism", String.valueOf(parallelism)),
            Map.entry("checkpoint.interval", "1 s"),
            Map.entry("checkpoint.directory", checkpoints.toUri().toString())));
  }

  /**
   * So few that the demo's 1 700 records fill three shards at least, however many tasks there are.
   */
  private static int shardMaxAssets(int parallelism) {
    return Math.max(100, MOST_SHARD_ASSETS / parallelism);
  }

  private static Configuration flink(int webPort, int parallelism) {
    Configuration config = new Configuration();
    config.set(RestOptions.PORT, webPort);
    config.set(RestOptions.BIND_PORT, String.valueOf(webPort));
    config.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    config.set(TaskManagerOptions.NUM_TASK_SLOTS, parallelism);
    config.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(64));
    config.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    config.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofMillis(200));
    return config;
  }

  private static int webPort() throws IOException {
    for (int port = FIRST_WEB_PORT; port <= LAST_WEB_PORT; port++) {
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Somebody else's port: try the next one.
      }
    }
    throw new IOException(
        "no free port for Flink's web interface from "
            + FIRST_WEB_PORT
            + " to "
            + LAST_WEB_PORT
            + ": end what listens there");
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  FlinkRest rest() {
    return new FlinkRest(web, job.getJobID().toHexString());
  }

  /** Tells where things are. */
  void describe(PrintWriter out) {
    out.println("  Flink web interface   " + web);
    out.println("  Kafka broker          " + broker.bootstrapServers());
    out.println("  topics                " + INGEST + ", " + QUERIES + " (in)");
    out.println("                        " + ENRICHED + ", " + DEAD_LETTERS + " (out)");
  }

  @Override
  public void close() throws Exception {
    try {
      job.cancel().get();
      env.close();
      // Flink's clients of the broker go with the cluster; without them nobody misses the broker.
      rest().awaitDown();
    } finally {
      broker.close();
    }
  }
}
