package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.Asset;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.IndexSnapshot;
import io.flinkiscc.index.RandomAssets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ServedTaskTest {

  private static final int KEY_GROUPS = 128;
  private static final int KEYS = 120;

  /** What the service of the last started task was given. */
  private static ServedTask served;

  private static List<String> events = new ArrayList<>();

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final RandomAssets assets = new RandomAssets(random);
  private final Map<Long, Asset> now = new HashMap<>();

  private static OneInputStreamOperatorTestHarness<AssetOp, IndexAnswer> open(
      OperatorSubtaskState state) throws Exception {
    IndexOptions options =
        IndexOptions.builder()
            .engine(EngineOptions.builder().shardMaxAssets(40).build())
            .service(
                task -> {
                  served = task;
                  events.add("start of " + task.place().subtask());
                  return () -> events.add("close with " + task.latest().liveAssets());
                })
            .build();
    var harness =
        new OneInputStreamOperatorTestHarness<AssetOp, IndexAnswer>(
            new IngestOperator(options, new IndexIdentity(1, false)), KEY_GROUPS, 1, 0);
    harness.setup(new IndexAnswerSerializer());
    if (state != null) {
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private void write(OneInputStreamOperatorTestHarness<AssetOp, IndexAnswer> harness, int changes)
      throws Exception {
    for (int i = 0; i < changes; i++) {
      long key = random.nextInt(KEYS);
      if (random.nextInt(4) == 0) {
        harness.processElement(new StreamRecord<>(AssetOp.delete(key, AssetOp.NO_SEQ, 0)));
        now.remove(key);
      } else {
        Asset asset = assets.asset(key);
        harness.processElement(new StreamRecord<>(AssetOp.upsert(asset, AssetOp.NO_SEQ, 0)));
        now.put(key, asset);
      }
    }
  }

  private void assertHolds(IndexSnapshot snapshot, Map<Long, Asset> expected) {
    assertThat(snapshot.liveAssets()).as("seed %d", seed).isEqualTo(expected.size());
    for (long key = 0; key < KEYS; key++) {
      assertThat(snapshot.get(key).orElse(null))
          .as("seed %d, key %d", seed, key)
          .isEqualTo(expected.get(key));
    }
  }

  @Test
  void theCommittedSnapshotIsThatOfTheLastCompleteCheckpoint() throws Exception {
    OperatorSubtaskState last = null;
    Map<Long, Asset> committed = Map.of();
    long committedId = 0;
    SharedStateRegistry registry = new SharedStateRegistryImpl();
    try (var harness = open(null)) {
      assertThat(served.committed().checkpointId()).isZero();
      TreeMap<Long, Map<Long, Asset>> pending = new TreeMap<>();
      for (long id = 1; id <= 40; id++) {
        write(harness, 30);
        assertHolds(served.latest(), now);
        assertHolds(served.committed().snapshot(), committed);
        OperatorSubtaskState state = harness.snapshot(id, id);
        pending.put(id, Map.copyOf(now));
        write(harness, random.nextInt(30));
        switch (random.nextInt(3)) {
          case 0 -> {
            state.registerSharedStates(registry, id);
            harness.notifyOfCompletedCheckpoint(id);
            committed = pending.get(id);
            committedId = id;
            pending.clear();
            last = state;
          }
          case 1 -> harness.getOperator().notifyCheckpointAborted(pending.lastKey());
          default -> {
            // Still under way when the next begins.
          }
        }
        assertThat(served.committed().checkpointId()).as("seed %d", seed).isEqualTo(committedId);
        assertHolds(served.committed().snapshot(), committed);
      }
      if (last == null) {
        last = harness.snapshot(50, 50);
        last.registerSharedStates(registry, 50);
        harness.notifyOfCompletedCheckpoint(50);
        committed = Map.copyOf(now);
      }
    }
    try (var harness = open(last)) {
      assertHolds(served.committed().snapshot(), committed);
      write(harness, 100);
      assertHolds(served.committed().snapshot(), committed);
    }
  }

  @Test
  void theServiceLivesWithinTheIndex() throws Exception {
    events.clear();
    try (var harness = open(null)) {
      assertThat(events).containsExactly("start of 0");
      assertThat(served.realm()).isEqualTo(1);
      assertThat(served.place())
          .isEqualTo(new TaskPlace(served.place().jobId(), 0, 1, 0, KEY_GROUPS, 0, KEY_GROUPS - 1));
      write(harness, 50);
    }
    assertThat(events).containsExactly("start of 0", "close with " + now.size());
  }
}
