package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.match.MatchMerger;
import io.flinkiscc.match.MatchPart;
import io.flinkiscc.match.MatchQuery;
import io.flinkiscc.match.MatchRules;
import io.flinkiscc.match.MergedAnswer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IndexOperatorTest {

  private static final int KEY_GROUPS = 128;
  private static final MatchRules RULES = MatchRules.builder().minimalUnitScore(.5).build();
  private static final IndexIdentity IDENTITY = new IndexIdentity(0, false);
  private static final IndexOptions OPTIONS = options(false);

  private static IndexOptions options(boolean answerAfterIngest) {
    // Small shards: what is tested here must hold for sealed ones too.
    EngineOptions engine = EngineOptions.builder().shardMaxAssets(150).build();
    return IndexOptions.builder()
        .rules(RULES)
        .deleteRetention(Duration.ofHours(1))
        .answerAfterIngest(answerAfterIngest)
        .engine(engine)
        .recallSampleEvery(1)
        .build();
  }

  private static TwoInputStreamOperatorTestHarness<AssetOp, IndexQuery, IndexAnswer> open(
      IndexOptions options, int parallelism, int task, OperatorSubtaskState state)
      throws Exception {
    var harness =
        new TwoInputStreamOperatorTestHarness<AssetOp, IndexQuery, IndexAnswer>(
            new EnrichOperator(options, IDENTITY), KEY_GROUPS, parallelism, task);
    harness.setup(new IndexAnswerSerializer());
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void keepsEverythingOverRescalesWithChangesInBetween(long seed) throws Exception {
    Random random = new Random(seed);
    RandomAssets assets = new RandomAssets(random);
    List<AssetOp> log = new ArrayList<>();
    OperatorSubtaskState state = null;
    SharedStateRegistry registry = new SharedStateRegistryImpl();
    long checkpoint = 0;
    int before = 1;
    for (int parallelism : List.of(1, 3, 2, 7, 1)) {
      List<OperatorSubtaskState> parts = new ArrayList<>();
      List<AssetOp> more = new ArrayList<>();
      for (int i = 0; i < 1500; i++) {
        more.add(assets.op(400, log.size() + i));
      }
      log.addAll(more);
      checkpoint++;
      long[] keys = IndexOperator.routeKeys(KEY_GROUPS, parallelism);
      List<MatchPart> answers = new ArrayList<>();
      MatchQuery query =
          MatchQuery.builder()
              .unit(UnitType.CONTENT_TEXT_V0, assets.code())
              .unit(UnitType.DATA_NONE_V0, assets.code())
              .simprint(UnitType.CONTENT_TEXT_V0, assets.code())
              .includeUnitMatches(true)
              .limit(50)
              .build();
      for (int task = 0; task < parallelism; task++) {
        OperatorSubtaskState own =
            state == null
                ? null
                : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, KEY_GROUPS, before, parallelism, task);
        try (var harness = open(OPTIONS, parallelism, task, own)) {
          for (AssetOp op : more) {
            if (taskOf(op.key(), parallelism) == task) {
              harness.processElement1(new StreamRecord<>(op));
            }
          }
          harness.processElement2(new StreamRecord<>(new IndexQuery(1, keys[task], query)));
          answers.add(harness.extractOutputValues().get(0).part());
          parts.add(registered(harness.snapshot(checkpoint, 1), registry, checkpoint));
        }
      }
      assertThat(new MatchMerger(RULES).merge(query, answers))
          .as("seed %d, parallelism %d", seed, parallelism)
          .usingRecursiveComparison()
          .isEqualTo(expected(log, query));
      state =
          AbstractStreamOperatorTestHarness.repackageState(
              parts.toArray(OperatorSubtaskState[]::new));
      before = parallelism;
    }
  }

  /** Does what the JobManager does with a snapshot: placeholders become handles. */
  private static OperatorSubtaskState registered(
      OperatorSubtaskState state, SharedStateRegistry registry, long checkpoint) {
    state.registerSharedStates(registry, checkpoint);
    return state;
  }

  /** The answer of one task that has taken the whole log, never restored. */
  private static MergedAnswer expected(List<AssetOp> log, MatchQuery query) throws Exception {
    try (var harness = open(OPTIONS, 1, 0, null)) {
      for (AssetOp op : log) {
        harness.processElement1(new StreamRecord<>(op));
      }
      harness.processElement2(new StreamRecord<>(new IndexQuery(1, 0, query)));
      List<IndexAnswer> answers = harness.extractOutputValues();
      assertThat(answers).hasSize(1);
      return new MatchMerger(RULES).merge(query, List.of(answers.get(0).part()));
    }
  }

  @Test
  void assetsExpireByTheWatermarksOfTheChanges() throws Exception {
    IndexOptions options =
        IndexOptions.builder().rules(RULES).retention(Duration.ofSeconds(100)).build();
    RandomAssets assets = new RandomAssets(new Random(3));
    Asset old = assets.asset(1);
    Asset young = assets.asset(2);
    IndexQuery query =
        new IndexQuery(
            1, 0, MatchQuery.builder().unit(UnitType.CONTENT_TEXT_V0, assets.code()).build());
    try (var harness = open(options, 1, 0, null)) {
      harness.processElement1(new StreamRecord<>(AssetOp.upsert(old, AssetOp.NO_SEQ, 50_000_000)));
      harness.processElement1(
          new StreamRecord<>(AssetOp.upsert(young, AssetOp.NO_SEQ, 90_000_000)));
      harness.processWatermark2(Watermark.MAX_WATERMARK);
      harness.processWatermark1(new Watermark(150_000));
      assertThat(live(harness)).isEqualTo(2);
      harness.processWatermark1(new Watermark(151_000));
      harness.processElement2(new StreamRecord<>(query));
      assertThat(live(harness)).isEqualTo(1);
      harness.processWatermark1(Watermark.MAX_WATERMARK);
      assertThat(live(harness)).isEqualTo(1);
    }
  }

  @Test
  void nothingOfARestoredIndexIsLeftOnTheDiskWhenTheTaskEnds(@TempDir Path dir) throws Exception {
    OperatorSubtaskState state = sealedState(dir, CheckpointType.CHECKPOINT);
    try (var harness = open(OPTIONS, 1, 0, state)) {
      File[] spilling = harness.getEnvironment().getIOManager().getSpillingDirectories();
      assertThat(live(harness)).isEqualTo(450);
      assertThat(filesIn(spilling)).isNotEmpty();
      // Not that of the harness, which removes these directories as a whole.
      ((EnrichOperator) harness.getOperator()).close();
      assertThat(filesIn(spilling)).isEmpty();
    }
  }

  /** A snapshot of 450 assets, most of them in sealed shards. */
  private static OperatorSubtaskState sealedState(Path dir, SnapshotType type) throws Exception {
    RandomAssets assets = new RandomAssets(new Random(8));
    TestJobManager jobs = new TestJobManager(dir, 1, 0);
    try (TestTask task =
        new TestTask(
            1,
            0,
            EngineOptions.builder().shardMaxAssets(100).build(),
            dir.resolve("local"),
            TestTask.nothing(),
            LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED)) {
      for (long key = 0; key < 450; key++) {
        task.apply(AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, 1));
      }
      do {
        task.index.maintain();
      } while (!task.index.settled());
      KeyedStateHandle handle =
          task.write(task.begin(1), jobs.factory(1), type).getJobManagerOwnedSnapshot();
      return OperatorSubtaskState.builder().setManagedKeyedState(handle).build();
    }
  }

  private static List<Path> filesIn(File[] directories) throws IOException {
    List<Path> found = new ArrayList<>();
    for (File directory : directories) {
      if (directory.exists()) {
        try (Stream<Path> files = Files.walk(directory.toPath())) {
          found.addAll(files.filter(Files::isRegularFile).toList());
        }
      }
    }
    return found;
  }

  private static long live(
      TwoInputStreamOperatorTestHarness<AssetOp, IndexQuery, IndexAnswer> harness) {
    return ((EnrichOperator) harness.getOperator()).liveAssets();
  }

  private static int taskOf(long key, int parallelism) {
    return org.apache.flink.runtime.state.KeyGroupRangeAssignment.assignKeyToParallelOperator(
        key, KEY_GROUPS, parallelism);
  }

  @Test
  void everyRouteKeyLeadsToItsTask() {
    for (int parallelism : List.of(1, 2, 3, 7, 64, 128)) {
      long[] keys = IndexOperator.routeKeys(KEY_GROUPS, parallelism);
      assertThat(keys).hasSize(parallelism);
      for (int task = 0; task < parallelism; task++) {
        assertThat(taskOf(keys[task], parallelism)).isEqualTo(task);
      }
    }
  }

  @Test
  void aChangeOfAnotherTaskIsRefused() throws Exception {
    long[] keys = IndexOperator.routeKeys(KEY_GROUPS, 2);
    try (var harness = open(OPTIONS, 2, 0, null)) {
      assertThatThrownBy(
              () -> harness.processElement1(new StreamRecord<>(AssetOp.delete(keys[1], -1, 0))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("must be keyed");
    }
  }

  @Test
  void waitingQueriesAreAnsweredByEveryTaskAfterARescale() throws Exception {
    MatchQuery query =
        MatchQuery.builder()
            .unit(UnitType.CONTENT_TEXT_V0, new RandomAssets(new Random(3)).code())
            .build();
    OperatorSubtaskState state;
    try (var harness = open(options(true), 1, 0, null)) {
      harness.processElement2(new StreamRecord<>(new IndexQuery(77, 0, query)));
      harness.processElement2(new StreamRecord<>(new IndexQuery(78, 0, query)));
      assertThat(harness.extractOutputValues()).isEmpty();
      state = harness.snapshot(1, 1);
    }
    for (int task = 0; task < 2; task++) {
      OperatorSubtaskState own =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(state, KEY_GROUPS, 1, 2, task);
      try (var harness = open(options(true), 2, task, own)) {
        harness.endInput1();
        assertThat(harness.extractOutputValues())
            .extracting(IndexAnswer::askId)
            .containsExactly(77L, 78L);
        harness.processElement2(new StreamRecord<>(new IndexQuery(79, 0, query)));
        assertThat(harness.extractOutputValues()).hasSize(3);
      }
    }
  }

  @Test
  void anIngestOnlyJobGoesOnWithTheStateOfAnEnrichingOne() throws Exception {
    RandomAssets assets = new RandomAssets(new Random(4));
    SharedStateRegistry registry = new SharedStateRegistryImpl();
    OperatorSubtaskState state;
    try (var harness = open(OPTIONS, 1, 0, null)) {
      for (long key = 0; key < 100; key++) {
        harness.processElement1(new StreamRecord<>(AssetOp.upsert(assets.asset(key), -1, 0)));
      }
      state = registered(harness.snapshot(1, 1), registry, 1);
    }
    OneInputStreamOperator<AssetOp, IndexAnswer> ingest = new IngestOperator(OPTIONS, IDENTITY);
    try (var harness =
        new OneInputStreamOperatorTestHarness<AssetOp, IndexAnswer>(ingest, KEY_GROUPS, 1, 0)) {
      harness.setup(new IndexAnswerSerializer());
      harness.initializeState(state);
      harness.open();
      for (long key = 0; key < 50; key++) {
        harness.processElement(new StreamRecord<>(AssetOp.delete(key, -1, 0)));
      }
      state = registered(harness.snapshot(2, 2), registry, 2);
    }
    try (var harness = open(OPTIONS, 1, 0, state)) {
      MatchQuery all =
          MatchQuery.builder()
              .unit(UnitType.CONTENT_TEXT_V0, assets.code())
              .unit(UnitType.META_NONE_V0, assets.code())
              .unit(UnitType.DATA_NONE_V0, assets.code())
              .unit(UnitType.CONTENT_IMAGE_V0, assets.code())
              .includeUnitMatches(true)
              .limit(1000)
              .build();
      harness.processElement2(new StreamRecord<>(new IndexQuery(1, 0, all)));
      assertThat(harness.extractOutputValues().get(0).part().unitMatches().values())
          .allSatisfy(hits -> assertThat(hits).isNotEmpty().allMatch(hit -> hit.key() >= 50));
    }
  }
}
