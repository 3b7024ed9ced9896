package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.RandomAssets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexSnapshotStrategyTest {

  private static final EngineOptions SEALING = EngineOptions.builder().shardMaxAssets(100).build();

  @TempDir Path dir;

  private final RandomAssets assets = new RandomAssets(new Random(21));
  private final List<TestTask> tasks = new ArrayList<>();
  private TestJobManager jobs;

  @BeforeEach
  void start() throws IOException {
    jobs = new TestJobManager(dir, 1, 0);
  }

  @AfterEach
  void close() {
    tasks.forEach(TestTask::close);
  }

  private TestTask task(EngineOptions options) throws Exception {
    return task(options, -1, List.of());
  }

  private TestTask task(EngineOptions options, long id, List<KeyedStateHandle> from)
      throws Exception {
    TestTask task =
        new TestTask(
            1,
            0,
            options,
            dir.resolve("local-" + tasks.size()),
            from.isEmpty() ? TestTask.nothing() : TestTask.state(id, from, List.of()),
            LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
    tasks.add(task);
    return task;
  }

  private void put(TestTask task, int from, int to) {
    for (long key = from; key < to; key++) {
      task.apply(AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, key));
    }
  }

  private static void settle(TestTask task) throws InterruptedException {
    while (!task.index.settled()) {
      Thread.onSpinWait();
      task.index.maintain();
    }
  }

  private static Set<String> ids(KeyedStateHandle handle) {
    Set<String> ids = new HashSet<>();
    TestJobManager.files(handle)
        .values()
        .forEach(file -> ids.add(file.getHandle().getStreamStateHandleID().getKeyString()));
    return ids;
  }

  private static List<String> names(KeyedStateHandle handle, String kind) {
    return TestJobManager.files(handle).keySet().stream().filter(n -> n.startsWith(kind)).toList();
  }

  @Test
  void whatTheLastCheckpointHasIsNotWrittenAgain() throws Exception {
    TestTask task = task(SEALING);
    put(task, 0, 450);
    settle(task);
    task.checkpoint(1, jobs);
    CheckpointFigures.Checkpoint first = task.figures.last();
    assertThat(first.shardBytes()).isPositive();
    assertThat(first.deltaBytes()).isPositive();
    task.checkpoint(2, jobs);
    CheckpointFigures.Checkpoint second = task.figures.last();
    assertThat(second.uploadedBytes()).isEqualTo(second.manifestBytes());
    assertThat(second.uploadedFiles()).isEqualTo(1);
    assertThat(second.reusedBytes()).isEqualTo(first.shardBytes() + first.deltaBytes());
    put(task, 450, 451);
    task.checkpoint(3, jobs);
    assertThat(task.figures.last().shardBytes()).isZero();
    assertThat(task.figures.last().deltaBytes()).isPositive().isLessThan(first.deltaBytes() / 10);
  }

  @Test
  void deltasStayFewAndEveryByteIsRarelyRewritten() throws Exception {
    TestTask task = task(EngineOptions.defaults());
    int checkpoints = 400;
    long freshBytes = 0;
    for (int id = 1; id <= checkpoints; id++) {
      put(task, 10 * id, 10 * id + 10);
      KeyedStateHandle handle = task.checkpoint(id, jobs);
      assertThat(names(handle, "delta")).hasSizeLessThanOrEqualTo(LogPlan.MOST_DELTAS);
      if (id <= LogPlan.MOST_DELTAS) {
        freshBytes += task.figures.last().deltaBytes();
      }
    }
    long all =
        task.figures.checkpoints().stream()
            .mapToLong(CheckpointFigures.Checkpoint::deltaBytes)
            .sum();
    long plain = freshBytes * checkpoints / LogPlan.MOST_DELTAS;
    assertThat(all).isLessThan(plain * 21 / 10);
    TestTask again = task(EngineOptions.defaults(), checkpoints, jobs.handles(checkpoints));
    assertThat(again.index.liveAssets()).isEqualTo(10L * checkpoints);
  }

  @Test
  void fewBytesLieInTheMetadata() throws Exception {
    jobs = new TestJobManager(dir, 1, 20_000);
    TestTask task = task(EngineOptions.defaults());
    long most = 0;
    for (int id = 1; id <= 100; id++) {
      put(task, 40 * id, 40 * id + 40);
      most = Math.max(most, TestJobManager.inlinedBytes(task.checkpoint(id, jobs)));
    }
    assertThat(most).isPositive().isLessThan(LogPlan.MOST_INLINED_BYTES + 20_000);
  }

  @Test
  void deltasOfSealedShardsAreDropped() throws Exception {
    TestTask task = task(SEALING);
    KeyedStateHandle handle = null;
    for (int id = 1; id <= 30; id++) {
      put(task, 33 * id, 33 * id + 33);
      settle(task);
      handle = task.checkpoint(id, jobs);
    }
    assertThat(names(handle, "delta")).hasSizeLessThanOrEqualTo(4);
    assertThat(jobs.onDisk()).isEqualTo(jobs.referenced());
  }

  @Test
  void packsOfTombstonesStayFew() throws Exception {
    TestTask task =
        task(EngineOptions.builder().shardMaxAssets(50).deadShare(1).mergeFanIn(64).build());
    put(task, 0, 500);
    settle(task);
    KeyedStateHandle handle = null;
    boolean several = false;
    for (int id = 1; id <= 40; id++) {
      // Half of them replace entries of sealed shards.
      put(task, 10 * id, 10 * id + 30);
      put(task, 1000 + 30 * id, 1000 + 30 * id + 25);
      settle(task);
      handle = task.checkpoint(id, jobs);
      assertThat(names(handle, "pack")).hasSizeLessThanOrEqualTo(PackPlan.MOST_PACKS);
      several |= names(handle, "pack").size() > 3;
    }
    assertThat(several).isTrue();
    TestTask again = task(SEALING, 40, List.of(handle));
    assertThat(again.index.liveAssets()).isEqualTo(task.index.liveAssets());
  }

  @Test
  void aFailedUploadLeavesNothingBehind() throws Exception {
    TestTask task = task(SEALING);
    put(task, 0, 450);
    settle(task);
    FailingStreams storage = new FailingStreams(jobs.factory(1), 2);
    TestTask.Begun begun = task.begin(1);
    assertThat(storage.failsOn(() -> task.write(begun, storage, CheckpointType.CHECKPOINT)))
        .isTrue();
    assertThat(jobs.onDisk()).isEmpty();
    task.checkpoint(2, jobs);
    assertThat(task.figures.last().reusedFiles()).isZero();
    assertThat(jobs.onDisk()).isEqualTo(jobs.referenced()).isNotEmpty();
  }

  @Test
  void whatALaterCheckpointUploadedAgainIsNotReferredTo() throws Exception {
    TestTask task = task(SEALING);
    put(task, 0, 250);
    settle(task);
    TestTask.Begun first = task.begin(1);
    TestTask.Begun second = task.begin(2);
    KeyedStateHandle one =
        task.write(first, jobs.factory(1), CheckpointType.CHECKPOINT).getJobManagerOwnedSnapshot();
    KeyedStateHandle two =
        task.write(second, jobs.factory(2), CheckpointType.CHECKPOINT).getJobManagerOwnedSnapshot();
    assertThat(ids(one)).doesNotContainAnyElementsOf(ids(two));
    jobs.acknowledge(1, one);
    jobs.complete(1);
    task.strategy.notifyCheckpointComplete(1);
    jobs.acknowledge(2, two);
    // Built upon the first one while the second, which will replace it, is on its way.
    KeyedStateHandle three =
        task.write(task.begin(3), jobs.factory(3), CheckpointType.CHECKPOINT)
            .getJobManagerOwnedSnapshot();
    assertThat(ids(three)).doesNotContainAnyElementsOf(ids(one));
    jobs.complete(2);
    jobs.acknowledge(3, three);
    jobs.complete(3);
    assertThat(jobs.onDisk()).isEqualTo(jobs.referenced());
  }

  @Test
  void theFirstCheckpointThatClaimsNothingIsFull() throws Exception {
    TestTask task = task(SEALING);
    put(task, 0, 450);
    settle(task);
    KeyedStateHandle before = task.checkpoint(1, jobs);
    TestTask again = task(SEALING, 1, List.of(before));
    KeyedStateHandle full =
        again
            .write(again.begin(2), jobs.factory(2), CheckpointType.FULL_CHECKPOINT)
            .getJobManagerOwnedSnapshot();
    assertThat(again.figures.last().reusedFiles()).isZero();
    assertThat(ids(full)).doesNotContainAnyElementsOf(ids(before));
    jobs.acknowledge(2, full);
    jobs.complete(2);
    again.strategy.notifyCheckpointComplete(2);
    again.checkpoint(3, jobs);
    assertThat(again.figures.last().uploadedFiles()).isEqualTo(1);
    assertThat(jobs.onDisk()).isEqualTo(jobs.referenced());
  }

  @Test
  void aSavepointHasAllOfItsOwnAndIsNeverReferredTo() throws Exception {
    TestTask task = task(SEALING);
    put(task, 0, 450);
    settle(task);
    task.checkpoint(1, jobs);
    IncrementalRemoteKeyedStateHandle savepoint =
        (IncrementalRemoteKeyedStateHandle)
            task.write(
                    task.begin(2),
                    jobs.factory(2),
                    SavepointType.savepoint(SavepointFormatType.CANONICAL))
                .getJobManagerOwnedSnapshot();
    task.strategy.notifyCheckpointComplete(2);
    assertThat(savepoint.getSharedState()).isEmpty();
    assertThat(savepoint.getPrivateState()).isNotEmpty();
    task.checkpoint(3, jobs);
    assertThat(task.figures.last().uploadedFiles()).isEqualTo(1);
    TestTask again = task(SEALING, 2, List.of(savepoint));
    assertThat(again.index.liveAssets()).isEqualTo(450);
    again.checkpoint(4, jobs);
    assertThat(again.figures.last().reusedFiles()).isZero();
    assertThat(jobs.onDisk()).isEqualTo(jobs.referenced());
  }

  @Test
  void filesBesideTheMetadataAreNotReferredTo() throws Exception {
    TestTask task = task(SEALING);
    put(task, 0, 450);
    settle(task);
    IncrementalRemoteKeyedStateHandle handle =
        (IncrementalRemoteKeyedStateHandle) task.checkpoint(1, jobs);
    List<HandleAndLocalPath> relative = new ArrayList<>();
    for (HandleAndLocalPath file : handle.getSharedState()) {
      org.apache.flink.core.fs.Path path = file.getHandle().maybeGetPath().orElseThrow();
      relative.add(
          HandleAndLocalPath.of(
              new RelativeFileStateHandle(path, path.getName(), file.getStateSize()),
              file.getLocalPath()));
    }
    KeyedStateHandle moved =
        new IncrementalRemoteKeyedStateHandle(
            handle.getBackendIdentifier(),
            handle.getKeyGroupRange(),
            1,
            relative,
            List.of(),
            handle.getMetaDataStateHandle());
    TestTask again = task(SEALING, 1, List.of(moved));
    assertThat(again.index.liveAssets()).isEqualTo(450);
    again.checkpoint(2, jobs);
    assertThat(again.figures.last().reusedFiles()).isZero();
  }

  @Test
  void aMissingOrDamagedFileIsNamed() throws Exception {
    TestTask task = task(SEALING);
    put(task, 0, 450);
    settle(task);
    KeyedStateHandle handle = task.checkpoint(7, jobs);
    for (HandleAndLocalPath file : TestJobManager.files(handle).values()) {
      Path path = Path.of(file.getHandle().maybeGetPath().orElseThrow().toUri());
      byte[] bytes = Files.readAllBytes(path);
      byte[] damaged = bytes.clone();
      damaged[damaged.length / 2] ^= 1;
      Files.write(path, damaged);
      assertRefused(handle, path);
      Files.write(path, java.util.Arrays.copyOf(bytes, bytes.length - 1));
      assertRefused(handle, path);
      Files.delete(path);
      assertRefused(handle, path);
      Files.write(path, bytes);
    }
    assertThat(task(SEALING, 7, List.of(handle)).index.liveAssets()).isEqualTo(450);
    try (Stream<Path> left = Files.walk(dir.resolve("local-1"))) {
      assertThat(left.filter(Files::isRegularFile).filter(p -> !p.toString().endsWith(".shard")))
          .hasSizeLessThan(3);
    }
  }

  private void assertRefused(KeyedStateHandle handle, Path file) {
    assertThatThrownBy(() -> task(SEALING, 7, List.of(handle)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.getFileName().toString())
        .hasMessageContaining("checkpoint 7");
  }

  @Test
  void aFormerMaxParallelismIsNamed() throws Exception {
    TestTask task = task(SEALING);
    put(task, 0, 10);
    KeyedStateHandle handle = task.checkpoint(1, jobs);
    IndexRestorer other =
        new IndexRestorer(
            task.range,
            64,
            () -> io.flinkiscc.index.AssetIndex.builder().build(),
            new Transfers(1, "test"),
            new org.apache.flink.core.fs.CloseableRegistry(),
            new LocalCopies(dir),
            false);
    assertThatThrownBy(() -> other.restore(TestTask.state(1, List.of(handle), List.of())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("max parallelism 128")
        .hasMessageContaining("64");
  }

  @Test
  void ofLargeShardsOnlyWhatIsWantedIsFetchedAndSavepointsAreStillWhole() throws Exception {
    EngineOptions large =
        EngineOptions.builder().shardMaxAssets(12_000).indexing(EngineOptions.Indexing.OFF).build();
    TestTask task = task(large);
    put(task, 0, 12_100);
    settle(task);
    KeyedStateHandle handle = task.checkpoint(1, jobs);
    long shardBytes = task.figures.last().shardBytes();
    List<KeyedStateHandle> savepoints = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      TestTask third =
          new TestTask(
              3,
              part,
              large,
              dir.resolve("third-" + part),
              TestTask.state(1, List.of(handle), List.of()),
              LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
      tasks.add(third);
      assertThat(third.restored.parts()).hasSize(1);
      assertThat(third.restored.figures().downloadedBytes()).isLessThan(shardBytes);
      savepoints.add(
          third
              .write(
                  third.begin(2 + part),
                  jobs.factory(2 + part),
                  SavepointType.savepoint(SavepointFormatType.CANONICAL))
              .getJobManagerOwnedSnapshot());
    }
    TestTask again = task(large, 4, savepoints);
    assertThat(again.index.liveAssets()).isEqualTo(12_100);
    assertThat(again.restored.parts()).isEmpty();
  }

  @Test
  void ofLargeShardsThatATaskHadAPartOfItGetsTheWholeFileAgain() throws Exception {
    EngineOptions large =
        EngineOptions.builder()
            .shardMaxAssets(12_000)
            .indexing(EngineOptions.Indexing.OFF)
            .deadShare(1)
            .build();
    TestTask task = task(large);
    put(task, 0, 12_100);
    settle(task);
    KeyedStateHandle handle = task.checkpoint(1, jobs);
    TestTask third = third(large, 1, handle);
    assertThat(third.restored.parts()).hasSize(1);
    KeyedStateHandle part = third.checkpoint(2, jobs);
    TestTask again = third(large, 2, part);
    assertThat(again.restored.parts()).isEmpty();
    assertThat(again.index.liveAssets()).isEqualTo(third.index.liveAssets()).isPositive();
  }

  private TestTask third(EngineOptions options, long id, KeyedStateHandle handle) throws Exception {
    TestTask third =
        new TestTask(
            3,
            0,
            options,
            dir.resolve("local-" + tasks.size()),
            TestTask.state(id, List.of(handle), List.of()),
            LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
    tasks.add(third);
    return third;
  }

  @Test
  void nothingOfAbortedCheckpointsIsKept() throws Exception {
    CheckpointHistory history = new CheckpointHistory(CheckpointState.NONE, -1);
    for (long id = 1; id <= 50; id++) {
      history.begin(id);
      if (id % 2 == 0) {
        history.finish(id, CheckpointState.NONE);
      }
      history.abort(id);
      // The asynchronous part may end later than the notice comes.
      history.finish(id, CheckpointState.NONE);
    }
    assertThat(history.size()).isEqualTo(1);
    history.begin(51);
    history.finish(51, CheckpointState.NONE);
    assertThat(history.confirm(51)).isTrue();
    assertThat(history.confirm(50)).isFalse();
    assertThat(history.confirm(99)).isFalse();
    assertThat(history.size()).isEqualTo(1);
  }
}
