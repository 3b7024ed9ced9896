package io.flinkiscc.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shape of the jobs; nothing is run. */
class IsccJobTest {

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("kafka.bootstrap-servers", "a:1"),
          Map.entry("index.realm", "0"),
          Map.entry("index.uid", "my-index"),
          Map.entry("lookup.registry", "dir:/var/registry"),
          Map.entry("index.max-parallelism", "64"),
          Map.entry("transactional-id-prefix", "t"),
          Map.entry("parallelism", "3"),
          Map.entry("checkpoint.interval", "20 s"),
          Map.entry("checkpoint.timeout", "7 min"),
          Map.entry("checkpoint.tolerable-failures", "4"),
          Map.entry("checkpoint.unaligned", "true"),
          Map.entry("checkpoint.directory", "file:///var/checkpoints"));

  @ParameterizedTest
  @EnumSource(JobKind.class)
  void everyOperatorHasAUidANameAndTheMaximalParallelism(JobKind kind) throws Exception {
    try (StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1)) {
      kind.build(env, JobConfig.of(SETTINGS));
      // Refused by Flink if a uid is missing, because generated ones are switched off.
      StreamGraph graph = env.getStreamGraph(false);
      assertThat(graph.getJobGraph().getNumberOfVertices()).isPositive();
      List<String> uids =
          graph.getStreamNodes().stream().map(StreamNode::getTransformationUID).toList();
      assertThat(uids).doesNotContainNull().doesNotHaveDuplicates();
      assertThat(graph.getStreamNodes())
          .allSatisfy(
              node -> {
                assertThat(node.getMaxParallelism()).as(node.getOperatorName()).isEqualTo(64);
                assertThat(node.getParallelism()).as(node.getOperatorName()).isEqualTo(3);
              });
    }
  }

  @Test
  void uidsStayAsTheyAre() throws Exception {
    assertThat(uids(JobKind.INGEST))
        .containsExactly(
            "Sink Committer: dead-letter-topic",
            "dead-letter-topic",
            "ingest-topic",
            "my-index-index",
            "my-index-no-results",
            "parse-ingest-records");
    assertThat(uids(JobKind.ENRICH))
        .containsExactly(
            "Sink Committer: dead-letter-topic",
            "Sink Committer: enriched-topic",
            "dead-letter-topic",
            "enriched-topic",
            "ingest-topic",
            "my-index-index",
            "my-index-merge-answers",
            "my-index-prepare-queries",
            "my-index-resolve-queries",
            "my-index-route-queries",
            "parse-ingest-records",
            "parse-queries",
            "query-topic");
  }

  @Test
  void theUidsOfLookupsStayAsTheyAre() throws Exception {
    assertThat(uids(JobKind.LOOKUP))
        .containsExactly(
            "Sink Committer: dead-letter-topic",
            "Sink Committer: enriched-topic",
            "Sink Committer: incomplete-topic",
            "dead-letter-topic",
            "enriched-topic",
            "incomplete-topic",
            "my-index-lookup",
            "my-index-lookup-split",
            "parse-queries",
            "query-topic");
  }

  @Test
  void aLookupAsksARegistryOrACheckpoint() throws Exception {
    assertThat(uids(JobKind.LOOKUP, "lookup.on-partial", "fail")).contains("my-index-lookup");
    assertThatThrownBy(() -> uids(JobKind.LOOKUP, "lookup.snapshot", "/a"))
        .isInstanceOf(JobConfigException.class)
        .hasMessageContaining("both given");
    JobConfig neither =
        JobConfig.of(
            Map.of(
                "kafka.bootstrap-servers", "a:1",
                "index.realm", "0",
                "transactional-id-prefix", "t"));
    assertThatThrownBy(() -> JobKind.LOOKUP.check(neither))
        .isInstanceOf(JobConfigException.class)
        .hasMessageContaining("are missing; a lookup needs one of them");
    JobKind.ENRICH.check(neither);
  }

  @Test
  void checkpointsAreAsConfigured() throws Exception {
    try (StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1)) {
      IsccJob.ingest(env, JobConfig.of(SETTINGS));
      CheckpointConfig checkpoints = env.getCheckpointConfig();
      assertThat(checkpoints.getCheckpointingConsistencyMode())
          .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
      assertThat(checkpoints.getCheckpointInterval()).isEqualTo(20_000);
      assertThat(checkpoints.getCheckpointTimeout()).isEqualTo(7 * 60_000);
      assertThat(checkpoints.getTolerableCheckpointFailureNumber()).isEqualTo(4);
      assertThat(checkpoints.isUnalignedCheckpointsEnabled()).isTrue();
      assertThat(checkpoints.getExternalizedCheckpointRetention())
          .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
      assertThat(env.getConfiguration().get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
          .isEqualTo("file:///var/checkpoints");
      assertThat(env.getConfiguration().getOptional(RestartStrategyOptions.RESTART_STRATEGY))
          .as("restarts are left to the cluster")
          .isEmpty();
    }
  }

  @Test
  void theUnitsOfAssetsAreKeptOnceWithoutQueriesById() throws Exception {
    assertThat(uids(JobKind.ENRICH, "query.by-id", "false"))
        .contains("my-index-prepare-queries")
        .doesNotContain("my-index-resolve-queries");
  }

  @Test
  void bothFormatsAndDeliveriesAreWired() throws Exception {
    assertThat(uids(JobKind.INGEST, "ingest.format", "hub-log", "delivery", "at-least-once"))
        .contains("dead-letter-topic");
  }

  @Test
  void theMainOfTheJobJarThrowsWhatIsWrong() {
    assertThatThrownBy(() -> Main.main(new String[] {"enrich", "--set", "index.realm=7"}))
        .isInstanceOf(JobConfigException.class)
        .hasMessageContaining("index.realm is \"7\"");
    assertThatThrownBy(() -> Main.main(new String[] {"enrich", "--sett", "a=b"}))
        .hasMessageContaining("--sett");
    assertThatThrownBy(() -> Main.main(new String[] {}))
        .hasMessageContaining("allowed: ingest, enrich");
  }

  private static List<String> uids(JobKind kind, String... more) throws Exception {
    Map<String, String> settings = new java.util.HashMap<>(SETTINGS);
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    try (StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1)) {
      kind.build(env, JobConfig.of(settings));
      TreeSet<String> uids = new TreeSet<>();
      env.getStreamGraph(false)
          .getStreamNodes()
          .forEach(node -> uids.add(node.getTransformationUID()));
      return List.copyOf(uids);
    }
  }
}
