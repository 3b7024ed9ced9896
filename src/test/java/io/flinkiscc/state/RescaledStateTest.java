package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.RandomAssets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chains of restores with other numbers of tasks. */
class RescaledStateTest {

  /** Nothing is compacted, so that tombstones stay. */
  private static final EngineOptions ENGINE =
      EngineOptions.builder().shardMaxAssets(100).deadShare(1).mergeFanIn(50).build();

  private static final EngineOptions COMPACTING =
      EngineOptions.builder().shardMaxAssets(100).build();

  private static final SnapshotType SAVEPOINT =
      SavepointType.savepoint(SavepointFormatType.CANONICAL);

  @TempDir Path dir;

  private final RandomAssets assets = new RandomAssets(new Random(1));
  private final List<TestTask> tasks = new ArrayList<>();
  private TestJobManager jobs;
  private List<KeyedStateHandle> state = List.of();
  private long lastId;
  private int directories;

  @BeforeEach
  void start() throws IOException {
    jobs = new TestJobManager(dir, 1, 0);
  }

  @AfterEach
  void close() {
    tasks.forEach(TestTask::close);
    tasks.clear();
  }

  /** Goes on from the last snapshot. */
  private void restart(int parallelism, EngineOptions options) throws Exception {
    close();
    for (int task = 0; task < parallelism; task++) {
      tasks.add(
          new TestTask(
              parallelism,
              task,
              options,
              dir.resolve("local-" + directories++),
              state.isEmpty() ? TestTask.nothing() : TestTask.state(lastId, state, List.of()),
              LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED));
    }
  }

  private void snapshot(SnapshotType type) throws Exception {
    long id = ++lastId;
    List<KeyedStateHandle> handles = new ArrayList<>();
    for (TestTask task : tasks) {
      handles.add(task.write(task.begin(id), jobs.factory(id), type).getJobManagerOwnedSnapshot());
    }
    handles.forEach(handle -> jobs.acknowledge(id, handle));
    jobs.complete(id);
    tasks.forEach(task -> task.strategy.notifyCheckpointComplete(id));
    state = handles;
  }

  private long liveAssets() {
    return tasks.stream().mapToLong(task -> task.index.liveAssets()).sum();
  }

  /** One task with 330 assets, some of its sealed shards with tombstones of both halves. */
  private void fill() throws Exception {
    restart(1, ENGINE);
    TestTask task = tasks.get(0);
    put(0, 200);
    settle(task);
    for (long key = 0; key < 20; key++) {
      task.apply(AssetOp.delete(key, AssetOp.NO_SEQ, 2));
    }
    put(1000, 1150);
    settle(task);
    assertThat(liveAssets()).isEqualTo(330);
  }

  private void put(long from, long to) {
    for (long key = from; key < to; key++) {
      AssetOp put = AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, 1);
      tasks.forEach(task -> task.apply(put));
    }
  }

  private static void settle(TestTask task) {
    do {
      task.index.maintain();
    } while (!task.index.settled());
  }

  @Test
  void tasksMayHaveWrittenDifferentTombstonesUnderOneNameIntoAFullCheckpoint() throws Exception {
    fill();
    snapshot(CheckpointType.CHECKPOINT);
    restart(2, ENGINE);
    snapshot(CheckpointType.FULL_CHECKPOINT);
    assertDeletedStayDeletedInOneTask();
  }

  @Test
  void tasksMayHaveWrittenDifferentTombstonesUnderOneNameAfterASavepoint() throws Exception {
    fill();
    snapshot(SAVEPOINT);
    restart(2, ENGINE);
    snapshot(CheckpointType.CHECKPOINT);
    assertDeletedStayDeletedInOneTask();
  }

  private void assertDeletedStayDeletedInOneTask() throws Exception {
    assertThat(liveAssets()).isEqualTo(330);
    restart(1, ENGINE);
    assertThat(liveAssets()).isEqualTo(330);
    snapshot(CheckpointType.CHECKPOINT);
    restart(1, ENGINE);
    assertThat(liveAssets()).isEqualTo(330);
  }

  @Test
  void restartsDoNotPileUpDeltas() throws Exception {
    long key = 0;
    for (int run = 0; run < 15; run++) {
      restart(1, EngineOptions.defaults());
      assertThat(liveAssets()).isEqualTo(key);
      for (int checkpoint = 0; checkpoint < 10; checkpoint++) {
        put(key, key + 3);
        key += 3;
        snapshot(CheckpointType.CHECKPOINT);
        assertThat(TestJobManager.files(state.get(0)).size())
            .as("files of checkpoint %d of run %d", checkpoint, run)
            .isLessThanOrEqualTo(LogPlan.MOST_DELTAS);
      }
    }
  }

  @Test
  void restartsDoNotPileUpBytesInTheMetadata() throws Exception {
    jobs = new TestJobManager(dir, 1, 200_000);
    long most = 0;
    for (int run = 0; run < 12; run++) {
      restart(1, EngineOptions.defaults());
      for (int checkpoint = 0; checkpoint < 3; checkpoint++) {
        long key = 1000L * run + 200 * checkpoint;
        put(key, key + 200);
        snapshot(CheckpointType.CHECKPOINT);
        most = Math.max(most, TestJobManager.inlinedBytes(state.get(0)));
      }
    }
    assertThat(most).isPositive().isLessThan(LogPlan.MOST_INLINED_BYTES + 200_000);
  }

  @Test
  void whatTheFirstCheckpointRefersToIsNotCompactedBefore() throws Exception {
    fill();
    snapshot(CheckpointType.CHECKPOINT);
    restart(2, COMPACTING);
    for (TestTask task : tasks) {
      settle(task);
      assertThat(task.index.stats().compactions()).isZero();
      assertThat(task.index.stats().sealedShards()).isPositive();
    }
  }

  @Test
  void whatNoCheckpointCanReferToIsCompactedAtOnce() throws Exception {
    fill();
    snapshot(SAVEPOINT);
    restart(2, COMPACTING);
    for (TestTask task : tasks) {
      settle(task);
      assertThat(task.index.stats().compactions()).isPositive();
    }
  }
}
