package io.flinkiscc.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.RandomAssets;
import io.flinkiscc.kafka.QueryRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryResolverTest {

  private static final long START = 1_000_000;
  private static final long RETENTION = 500;
  private static final int KEYS = 40;

  private static final class Harness
      extends KeyedTwoInputStreamOperatorTestHarness<Long, AssetOp, QueryRecord, PreparedQuery> {

    Harness(long retention, boolean answerAfterIngest) throws Exception {
      this(retention, Duration.ZERO, answerAfterIngest);
    }

    Harness(long retention, Duration life, boolean answerAfterIngest) throws Exception {
      super(
          new KeyedCoProcessOperator<>(
              new QueryResolver(Duration.ofMillis(retention), life, answerAfterIngest)),
          AssetOp::key,
          q -> q.isccId().orElseThrow().body(),
          Types.LONG,
          128,
          1,
          0);
    }

    void apply(AssetOp op) throws Exception {
      processElement1(new StreamRecord<>(op));
    }

    void ask(long key) throws Exception {
      processElement2(new StreamRecord<>(Samples.byId("q" + key, key)));
    }

    /** Asks and takes the one answer. */
    PreparedQuery resolve(long key) throws Exception {
      ask(key);
      assertThat(extractOutputValues()).hasSize(1);
      PreparedQuery answer = extractOutputValues().get(0);
      getOutput().clear();
      assertThat(answer.record()).isEqualTo(Samples.byId("q" + key, key));
      return answer;
    }
  }

  private static Harness open(
      long retention, boolean answerAfterIngest, OperatorSubtaskState state, long now)
      throws Exception {
    Harness harness = new Harness(retention, answerAfterIngest);
    harness.setProcessingTime(now);
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  /** Compares with the index for every key, also one that was never heard of. */
  private static void assertAsTheIndex(Harness harness, AssetIndex index, String description)
      throws Exception {
    for (long key = Long.MIN_VALUE; key <= Long.MIN_VALUE + KEYS; key++) {
      PreparedQuery answer = harness.resolve(key);
      var asset = index.snapshot().get(key);
      if (asset.isPresent()) {
        assertThat(answer.state()).as(description).isEqualTo(PreparedQuery.State.READY);
        assertThat(answer.units()).as(description).isEqualTo(asset.get().units());
      } else {
        assertThat(answer.state()).as(description).isEqualTo(PreparedQuery.State.NOT_FOUND);
        assertThat(answer.units()).as(description).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 20, RETENTION})
  void knowsWhatTheIndexKnows(long retention) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    RandomAssets assets = new RandomAssets(random);
    long[] now = {START};
    AssetIndex index =
        AssetIndex.builder()
            .deleteRetention(Duration.ofMillis(retention))
            .clock(() -> Instant.ofEpochMilli(now[0]))
            .build();
    OperatorSubtaskState state = null;
    for (int round = 0; round < 4; round++) {
      try (Harness harness = open(retention, false, state, now[0])) {
        for (int step = 0; step < 1000; step++) {
          AssetOp op = assets.op(KEYS, step);
          harness.apply(op);
          index.apply(op, 0);
          if (random.nextInt(4) == 0) {
            now[0] += random.nextInt(10);
            harness.setProcessingTime(now[0]);
          }
          if (step % 100 == 99) {
            assertAsTheIndex(
                harness, index, "seed %d, round %d, step %d".formatted(seed, round, step));
          }
        }
        state = harness.snapshot(round, round);
      }
    }
  }

  @Test
  void anAssetIsForgottenAtTheEndOfItsLife() throws Exception {
    RandomAssets assets = new RandomAssets(new Random(2));
    OperatorSubtaskState state;
    try (Harness harness = new Harness(RETENTION, Duration.ofMillis(100), false)) {
      harness.open();
      harness.apply(AssetOp.upsert(assets.asset(1), AssetOp.NO_SEQ, 50_000));
      harness.apply(AssetOp.upsert(assets.asset(2), AssetOp.NO_SEQ, 50_000));
      harness.apply(AssetOp.upsert(assets.asset(2), AssetOp.NO_SEQ, 90_000));
      harness.processWatermark1(new Watermark(150));
      harness.processWatermark2(new Watermark(150));
      assertThat(harness.resolve(1).state()).isEqualTo(PreparedQuery.State.READY);
      state = harness.snapshot(1, 1);
    }
    try (Harness harness = new Harness(RETENTION, Duration.ofMillis(100), false)) {
      harness.initializeState(state);
      harness.open();
      harness.processWatermarkStatus2(WatermarkStatus.IDLE);
      harness.processWatermark1(new Watermark(151));
      assertThat(harness.resolve(1).state()).isEqualTo(PreparedQuery.State.NOT_FOUND);
      assertThat(harness.resolve(2).state()).isEqualTo(PreparedQuery.State.READY);
      harness.apply(AssetOp.upsert(assets.asset(2), AssetOp.NO_SEQ, 40_000));
      assertThat(harness.resolve(2).state()).isEqualTo(PreparedQuery.State.NOT_FOUND);
      harness.processWatermark1(new Watermark(191));
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numEventTimeTimers()).isZero();
      for (int time = 100; time < 110; time++) {
        harness.apply(AssetOp.upsert(assets.asset(4), AssetOp.NO_SEQ, 1000 * time));
        assertThat(harness.numEventTimeTimers()).isEqualTo(1);
      }
      harness.apply(AssetOp.delete(4, AssetOp.NO_SEQ, 110_000));
      assertThat(harness.numEventTimeTimers()).isZero();
      harness.apply(AssetOp.upsert(assets.asset(3), 6, 100_000));
      harness.processWatermark1(new Watermark(201));
      harness.apply(AssetOp.upsert(assets.asset(3), 5, 200_000));
      assertThat(harness.resolve(3).state()).isEqualTo(PreparedQuery.State.NOT_FOUND);
    }
  }

  @Test
  void theEndOfAnInputEndsNoLives() throws Exception {
    RandomAssets assets = new RandomAssets(new Random(2));
    try (Harness harness = new Harness(RETENTION, Duration.ofMillis(100), false)) {
      harness.open();
      harness.apply(AssetOp.upsert(assets.asset(1), AssetOp.NO_SEQ, 50_000));
      harness.processWatermark1(Watermark.MAX_WATERMARK);
      harness.processWatermark2(Watermark.MAX_WATERMARK);
      assertThat(harness.resolve(1).state()).isEqualTo(PreparedQuery.State.READY);
    }
  }

  @Test
  void aDeleteWithASeqIsRememberedForItsTimeAndThenForgotten() throws Exception {
    RandomAssets assets = new RandomAssets(new Random(1));
    OperatorSubtaskState state;
    try (Harness harness = open(RETENTION, false, null, START)) {
      harness.apply(AssetOp.upsert(assets.asset(1), 5, 0));
      harness.apply(AssetOp.delete(1, 7, 0));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      state = harness.snapshot(1, 1);
    }
    try (Harness harness = open(RETENTION, false, state, START + RETENTION - 1)) {
      harness.apply(AssetOp.upsert(assets.asset(1), 6, 0));
      assertThat(harness.resolve(1).state()).isEqualTo(PreparedQuery.State.NOT_FOUND);
      harness.setProcessingTime(START + RETENTION);
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numProcessingTimeTimers()).isZero();
      harness.apply(AssetOp.upsert(assets.asset(1), 6, 0));
      assertThat(harness.resolve(1).state()).isEqualTo(PreparedQuery.State.READY);
    }
  }

  @Test
  void anOldTimerForgetsNeitherALaterDeleteNorALiveAsset() throws Exception {
    RandomAssets assets = new RandomAssets(new Random(1));
    try (Harness harness = open(RETENTION, false, null, START)) {
      harness.apply(AssetOp.delete(1, 5, 0));
      harness.apply(AssetOp.delete(2, 5, 0));
      harness.setProcessingTime(START + RETENTION / 2);
      harness.apply(AssetOp.delete(1, 8, 0));
      harness.apply(AssetOp.upsert(assets.asset(2), 6, 0));
      harness.setProcessingTime(START + RETENTION);
      harness.apply(AssetOp.upsert(assets.asset(1), 7, 0));
      assertThat(harness.resolve(1).state()).isEqualTo(PreparedQuery.State.NOT_FOUND);
      assertThat(harness.resolve(2).state()).isEqualTo(PreparedQuery.State.READY);
    }
  }

  @Test
  void aDeleteWithoutASeqLeavesNothing() throws Exception {
    RandomAssets assets = new RandomAssets(new Random(1));
    try (Harness harness = open(RETENTION, false, null, START)) {
      harness.apply(AssetOp.upsert(assets.asset(1), 5, 0));
      harness.apply(AssetOp.delete(1, AssetOp.NO_SEQ, 0));
      assertThat(harness.numKeyedStateEntries()).isZero();
      assertThat(harness.numProcessingTimeTimers()).isZero();
    }
  }

  @Test
  void whereQueriesWaitTheyAreAnsweredAtTheEndOfTimeOnly() throws Exception {
    RandomAssets assets = new RandomAssets(new Random(1));
    AssetOp last = AssetOp.upsert(assets.asset(1), 6, 0);
    OperatorSubtaskState state;
    try (Harness harness = open(RETENTION, true, null, START)) {
      harness.ask(1);
      harness.ask(2);
      harness.apply(AssetOp.upsert(assets.asset(2), 5, 0));
      harness.ask(1);
      harness.apply(AssetOp.delete(2, 6, 0));
      harness.processBothWatermarks(new Watermark(Long.MAX_VALUE - 1));
      harness.setProcessingTime(START + 100 * RETENTION);
      assertThat(harness.extractOutputValues()).isEmpty();
      state = harness.snapshot(1, 1);
    }
    try (Harness harness = open(RETENTION, true, state, START)) {
      harness.apply(last);
      harness.processWatermark2(Watermark.MAX_WATERMARK);
      assertThat(harness.extractOutputValues()).isEmpty();
      harness.processWatermark1(Watermark.MAX_WATERMARK);
      assertThat(harness.extractOutputValues())
          .extracting(a -> a.record().queryId(), PreparedQuery::state, PreparedQuery::units)
          .containsExactlyInAnyOrder(
              tuple("q1", PreparedQuery.State.READY, last.asset().units()),
              tuple("q1", PreparedQuery.State.READY, last.asset().units()),
              tuple("q2", PreparedQuery.State.NOT_FOUND, java.util.Map.of()));
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  private static org.assertj.core.groups.Tuple tuple(Object... values) {
    return org.assertj.core.groups.Tuple.tuple(values);
  }
}
