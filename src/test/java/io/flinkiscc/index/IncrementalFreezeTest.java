package io.flinkiscc.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains of checkpoints that hold only what is new, against a map that is told the same. */
class IncrementalFreezeTest {

  private static final int KEY_GROUPS = 12;
  private static final int KEYS = 250;

  @TempDir private Path directory;

  /** The rules on a map. */
  private static final class Oracle {
    final Map<Long, Asset> live = new HashMap<>();
    final Map<Long, WriteRules.KeyState> states = new HashMap<>();

    void apply(AssetOp op) {
      WriteRules.KeyState state = states.getOrDefault(op.key(), WriteRules.KeyState.UNKNOWN);
      switch (WriteRules.decide(op, state)) {
        case PUT -> {
          live.put(op.key(), op.asset());
          states.put(op.key(), WriteRules.KeyState.live(op.seq()));
        }
        case DELETE, REMEMBER_DELETE -> {
          live.remove(op.key());
          states.put(
              op.key(),
              op.seq() == AssetOp.NO_SEQ
                  ? WriteRules.KeyState.UNKNOWN
                  : WriteRules.KeyState.deleted(op.seq()));
        }
        default -> {
          // Ignored.
        }
      }
    }
  }

  private static int keyGroup(long key) {
    return (int) Math.floorMod(key * 31, (long) KEY_GROUPS);
  }

  private static EngineOptions options(Random random) {
    return EngineOptions.builder()
        .shardMaxAssets(20 + random.nextInt(200))
        .mergeFanIn(2 + random.nextInt(3))
        .deadShare(random.nextDouble())
        .graphFrom(50)
        .build();
  }

  private List<TaskHistory> tasks(int parallelism, TaskHistory.Store store, Random random) {
    List<TaskHistory> tasks = new ArrayList<>();
    EngineOptions options = options(random);
    for (int i = 0; i < parallelism; i++) {
      KeyGroups range =
          KeyGroups.range(i * KEY_GROUPS / parallelism, (i + 1) * KEY_GROUPS / parallelism - 1);
      tasks.add(new TaskHistory(range, store, options, directory));
    }
    return tasks;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void everyLifeGoesOnWhereACheckpointOfTheLastWas(int seed) throws IOException {
    Random random = new Random(seed);
    RandomAssets assets = new RandomAssets(random);
    TaskHistory.Store store = new TaskHistory.Store();
    Oracle oracle = new Oracle();
    List<TaskHistory> tasks = tasks(1, store, random);
    long step = 0;
    for (int life = 0; life < 8; life++) {
      for (int checkpoints = random.nextInt(6); checkpoints >= 0; checkpoints--) {
        for (int writes = random.nextInt(250); writes > 0; writes--) {
          AssetOp op = assets.op(KEYS, step++);
          oracle.apply(op);
          task(tasks, keyGroup(op.key())).index.apply(op, keyGroup(op.key()));
        }
        for (TaskHistory task : tasks) {
          if (random.nextInt(4) == 0) {
            Settling.settle(task.index);
          }
          if (random.nextInt(3) > 0) {
            task.checkpoint(random.nextInt(3) > 0);
          }
        }
      }
      assertHolds(tasks, oracle, "seed " + seed + " life " + life);
      List<TaskHistory.Checkpoint> last = new ArrayList<>();
      for (TaskHistory task : tasks) {
        last.add(task.checkpoint(true));
      }
      tasks.forEach(TaskHistory::close);
      tasks = tasks(1 + random.nextInt(7), store, random);
      for (TaskHistory task : tasks) {
        task.restore(last);
      }
      assertHolds(tasks, oracle, "seed " + seed + " restored in life " + life);
    }
    tasks.forEach(TaskHistory::close);
    assertThat(directory).isEmptyDirectory();
  }

  private static TaskHistory task(List<TaskHistory> tasks, int keyGroup) {
    return tasks.stream().filter(task -> task.range.contains(keyGroup)).findFirst().orElseThrow();
  }

  private static void assertHolds(List<TaskHistory> tasks, Oracle oracle, String when) {
    long live = 0;
    for (TaskHistory task : tasks) {
      IndexSnapshot snapshot = task.index.snapshot();
      live += snapshot.liveAssets();
      for (long key = Long.MIN_VALUE; key < Long.MIN_VALUE + KEYS; key++) {
        Asset expected = task.range.contains(keyGroup(key)) ? oracle.live.get(key) : null;
        assertThat(snapshot.get(key).orElse(null)).as("%s, key %d", when, key).isEqualTo(expected);
      }
    }
    assertThat(live).as(when).isEqualTo(oracle.live.size());
  }

  @Test
  void nothingIsNewRightAfterARestore() throws IOException {
    Random random = new Random(77);
    RandomAssets assets = new RandomAssets(random);
    TaskHistory.Store store = new TaskHistory.Store();
    EngineOptions options = EngineOptions.builder().shardMaxAssets(100).build();
    List<TaskHistory.Checkpoint> last = new ArrayList<>();
    try (TaskHistory task =
        new TaskHistory(KeyGroups.range(0, KEY_GROUPS - 1), store, options, directory)) {
      for (int step = 0; step < 950; step++) {
        AssetOp op = assets.op(400, step);
        task.index.apply(op, keyGroup(op.key()));
      }
      Settling.settle(task.index);
      last.add(task.checkpoint(true));
      assertThat(task.checkpoint(true).newBytes()).isZero();
    }
    int files = store.files().size();
    int tombstones = store.tombstones().size();
    for (int half = 0; half < 2; half++) {
      KeyGroups range = KeyGroups.range(half * 6, half * 6 + 5);
      try (TaskHistory task = new TaskHistory(range, store, options, directory)) {
        task.restore(last);
        TaskHistory.Checkpoint first = task.checkpoint(true);
        assertThat(first.newBytes()).isZero();
        assertThat(first.lines()).isNotEmpty();
      }
    }
    assertThat(store.files()).hasSize(files);
    assertThat(store.tombstones()).hasSize(tombstones);
  }

  @Test
  void deathsByALogThatWasWrittenAnewAreSaved() throws IOException {
    RandomAssets assets = new RandomAssets(new Random(78));
    TaskHistory.Store store = new TaskHistory.Store();
    EngineOptions options = EngineOptions.builder().shardMaxAssets(100_000).deadShare(1).build();
    KeyGroups range = KeyGroups.range(0, KEY_GROUPS - 1);
    try (TaskHistory task = new TaskHistory(range, store, options, directory);
        TaskHistory next = new TaskHistory(range, store, options, directory)) {
      for (long key = 0; key < 50; key++) {
        task.index.apply(AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, 0), keyGroup(key));
      }
      task.index.rotate();
      Settling.settle(task.index);
      task.checkpoint(true);
      task.index.apply(AssetOp.delete(3, AssetOp.NO_SEQ, 0), keyGroup(3));
      for (int i = 0; i < 10_000; i++) {
        task.index.apply(AssetOp.upsert(assets.asset(4), AssetOp.NO_SEQ, 0), keyGroup(4));
      }
      assertThat(task.index.stats().deadEntries()).isLessThan(10_000);
      next.restore(List.of(task.checkpoint(true)));
      assertThat(next.index.snapshot().get(3)).isEmpty();
      assertThat(next.index.snapshot().get(4)).isEqualTo(task.index.snapshot().get(4));
      assertThat(next.index.liveAssets()).isEqualTo(49);
    }
  }
}
