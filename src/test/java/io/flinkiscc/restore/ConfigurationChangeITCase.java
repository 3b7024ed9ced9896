package io.flinkiscc.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.EngineOptions.Indexing;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.EnrichedRecord;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.kafka.Status;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.stream.IsccIndex;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.ExceptionUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What of the configuration may change between the runs of a job, and what may not. */
class ConfigurationChangeITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final int PARALLELISM = 2;
  private static final int KEYS = 120;

  @TempDir Path dir;

  private final SampleAssets assets = new SampleAssets(51);
  private final Oracle oracle = new Oracle();
  private Runs runs;

  @BeforeEach
  void prepare(@InjectMiniCluster MiniCluster cluster) {
    runs = new Runs(cluster, dir.resolve("checkpoints")).index(ConfigurationChangeITCase::before);
  }

  @AfterEach
  void cancelAll(@InjectMiniCluster MiniCluster cluster) throws Exception {
    Runs.cancelAll(cluster);
  }

  private static IsccIndex.Builder before(IsccIndex.Builder index) {
    return index.queryTimeout(Runs.PATIENCE).engine(engine().build());
  }

  /** Graphs are made of few codes, so that there are some. */
  private static EngineOptions.Builder engine() {
    return EngineOptions.builder().shardMaxAssets(40).graphFrom(10);
  }

  private static Arguments change(String what, UnaryOperator<IsccIndex.Builder> after) {
    return Arguments.of(what, after);
  }

  static Stream<Arguments> allowed() {
    return Stream.of(
        change(
            "graphs",
            index ->
                index.engine(
                    engine().connectivity(4).expansionAdd(20).expansionSearch(10).build())),
        change("smaller shards", index -> index.engine(engine().shardMaxAssets(7).build())),
        change(
            "larger shards, by bytes",
            index -> index.engine(engine().shardMaxAssets(1000).shardMaxBytes(30_000).build())),
        change(
            "merging and compaction",
            index ->
                index.engine(
                    engine()
                        .mergeFanIn(2)
                        .deadShare(0)
                        .mergedMaxAssets(50)
                        .waitingShards(1)
                        .build())),
        change("sync", index -> index.engine(engine().indexing(Indexing.SYNC).build())),
        change("no graphs", index -> index.engine(engine().indexing(Indexing.OFF).build())),
        change("delete retention", index -> index.deleteRetention(Duration.ofDays(30))),
        change("query timeout", index -> index.queryTimeout(Duration.ofMinutes(1))),
        change("scoring", index -> index.rules(MatchRules.compatible())),
        change(
            "thresholds",
            index -> index.rules(MatchRules.builder().minimalUnitScore(.95).build())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("allowed")
  void mayChangeBothWays(String what, UnaryOperator<IsccIndex.Builder> after) throws Exception {
    String savepoint = fill(runs.start(PARALLELISM));
    for (UnaryOperator<IsccIndex.Builder> options :
        List.of(after, UnaryOperator.<IsccIndex.Builder>identity())) {
      Run run =
          runs.index(index -> options.apply(before(index)))
              .restore(PARALLELISM, savepoint, RecoveryClaimMode.NO_CLAIM);
      Questions.check(run, oracle);
      run.apply(applied(assets.changes(KEYS, 100)));
      Questions.check(run, oracle);
      savepoint = run.stop(dir, SavepointFormatType.CANONICAL);
    }
  }

  @Test
  void unitTypesMayBeLeftOutAndAddedAgain() throws Exception {
    Set<UnitType> all = EnumSet.allOf(UnitType.class);
    Set<UnitType> without =
        EnumSet.complementOf(
            EnumSet.of(UnitType.DATA_NONE_V0, UnitType.CONTENT_TEXT_V0, UnitType.CONTENT_IMAGE_V0));
    QueryRecord data =
        QueryRecord.builder("data")
            .units(List.of(IsccUnit.of(UnitType.DATA_NONE_V0, assets.code(8).toBytes())))
            .build();
    String savepoint = fill(runs.start(PARALLELISM));
    for (Set<UnitType> types : List.of(without, all)) {
      Run run =
          runs.index(index -> before(index).engine(engine().unitTypes(types).build()))
              .restore(PARALLELISM, savepoint, RecoveryClaimMode.NO_CLAIM);
      Questions.check(run, oracle.of(types));
      EnrichedRecord answer = run.ask(List.of(data)).get("data");
      if (types == all) {
        assertThat(answer.status()).isEqualTo(Status.OK);
      } else {
        assertThat(answer.status()).isEqualTo(Status.INVALID);
        assertThat(answer.error()).contains("DATA_NONE_V0", "index.unit-types");
      }
      run.apply(applied(assets.changes(KEYS, 100)));
      Questions.check(run, oracle.of(types));
      savepoint = run.stop(dir, SavepointFormatType.CANONICAL);
    }
  }

  @Test
  void aDeleteIsRememberedAsLongAsWasTheRuleWhenItCame() throws Exception {
    String savepoint = fill(runs.start(PARALLELISM));
    assertThat(oracle.deletes()).isNotEmpty();
    Run run =
        runs.index(index -> before(index).deleteRetention(Duration.ZERO))
            .restore(PARALLELISM, savepoint, RecoveryClaimMode.NO_CLAIM);
    List<AssetOp> late = new ArrayList<>();
    oracle.deletes().forEach((key, seq) -> late.add(AssetOp.upsert(assets.asset(key), seq, 0)));
    run.apply(late);
    Questions.check(run, oracle);
    long key = oracle.live().keySet().iterator().next();
    long seq = assets.seq() + 1;
    run.apply(List.of(AssetOp.delete(key, seq, 0), AssetOp.upsert(assets.asset(key), seq - 1, 0)));
    EnrichedRecord answer =
        run.ask(List.of(QueryRecord.builder("back").isccId(IsccId.of(0, key)).build())).get("back");
    assertThat(answer.status()).isEqualTo(Status.OK);
  }

  @Test
  void queriesByIdMayBeSwitchedOffIfTheirStateMayGo() throws Exception {
    String savepoint = fill(runs.start(PARALLELISM));
    runs.index(index -> before(index).queriesById(false));
    assertThat(refusal(savepoint)).contains("allowNonRestoredState");
    Run run =
        runs.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true)
            .restore(PARALLELISM, savepoint, RecoveryClaimMode.NO_CLAIM);
    run.apply(applied(assets.changes(KEYS, 100)));
    Questions.checkListing(run, oracle);
    QueryRecord byId =
        QueryRecord.builder("by-id").isccId(IsccId.of(0, SampleAssets.key(1))).build();
    assertThat(run.ask(List.of(byId)).get("by-id").error()).contains("queries by ISCC-ID");
    String without = run.stop(dir, SavepointFormatType.CANONICAL);
    runs.index(ConfigurationChangeITCase::before);
    assertThat(refusal(without)).contains("query.by-id: false");
  }

  @Test
  void theMaximalParallelismMayNotChange() throws Exception {
    String savepoint = fill(runs.start(PARALLELISM));
    runs.index(index -> before(index).maxParallelism(64));
    assertThat(refusal(savepoint)).contains("ax parallelism mismatch").contains("128", "64");
  }

  @Test
  void theUidMayNotChange() throws Exception {
    String savepoint = fill(runs.start(PARALLELISM));
    runs.index(index -> before(index).uid("another"));
    assertThat(refusal(savepoint)).contains("allowNonRestoredState");
  }

  @Test
  void theRealmMayNotChange() throws Exception {
    String savepoint = fill(runs.start(PARALLELISM));
    runs.index(index -> before(index).realm(1));
    assertThat(refusal(savepoint)).contains("realm 0", "realm 1", "index.realm");
  }

  /** Messages of all causes. */
  private String refusal(String savepoint) throws Exception {
    return ExceptionUtils.stringifyException(
        runs.restore(PARALLELISM, savepoint, RecoveryClaimMode.NO_CLAIM).failure());
  }

  private String fill(Run run) throws Exception {
    run.apply(applied(assets.adds(0, KEYS)));
    run.apply(applied(assets.changes(KEYS, 100)));
    Questions.check(run, oracle);
    return run.stop(dir, SavepointFormatType.CANONICAL);
  }

  private List<AssetOp> applied(List<AssetOp> ops) {
    oracle.apply(ops);
    return ops;
  }
}
