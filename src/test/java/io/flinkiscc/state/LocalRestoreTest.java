package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.RandomAssets;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.state.IncrementalLocalKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.LocalSnapshotDirectoryProviderImpl;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.util.InstantiationUtil;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalRestoreTest {

  private static final EngineOptions ENGINE = EngineOptions.builder().shardMaxAssets(100).build();

  @TempDir Path dir;

  private final RandomAssets assets = new RandomAssets(new Random(31));
  private final List<TestTask> tasks = new ArrayList<>();
  private TestJobManager jobs;
  private LocalRecoveryConfig local;

  @BeforeEach
  void start() throws IOException {
    jobs = new TestJobManager(dir.resolve("remote"), 1, 0);
    File state = Files.createDirectories(dir.resolve("state")).toFile();
    local =
        LocalRecoveryConfig.backupAndRecoveryEnabled(
            new LocalSnapshotDirectoryProviderImpl(state, new JobID(), new JobVertexID(), 0));
  }

  @AfterEach
  void close() {
    tasks.forEach(TestTask::close);
  }

  private TestTask task(long id, List<KeyedStateHandle> remote, List<KeyedStateHandle> copy)
      throws Exception {
    TestTask task =
        new TestTask(
            1,
            0,
            ENGINE,
            dir.resolve("local-" + tasks.size()),
            remote.isEmpty() ? TestTask.nothing() : TestTask.state(id, remote, copy),
            local);
    tasks.add(task);
    return task;
  }

  private void put(TestTask task, int from, int to) {
    for (long key = from; key < to; key++) {
      task.apply(AssetOp.upsert(assets.asset(key), AssetOp.NO_SEQ, key));
    }
    // What is sealed later would be uploaded by a later checkpoint.
    Awaitility.await()
        .until(
            () -> {
              task.index.maintain();
              return task.index.settled();
            });
  }

  private SnapshotResult<KeyedStateHandle> checkpoint(TestTask task, long id) throws Exception {
    SnapshotResult<KeyedStateHandle> written =
        task.write(task.begin(id), jobs.factory(id), CheckpointType.CHECKPOINT);
    // The JobManager is another process: what it does to its part does nothing to the local one.
    SnapshotResult<KeyedStateHandle> result =
        written.getTaskLocalSnapshot() == null
            ? written
            : SnapshotResult.withLocalState(
                written.getJobManagerOwnedSnapshot(),
                InstantiationUtil.clone(written.getTaskLocalSnapshot()));
    jobs.acknowledge(id, result.getJobManagerOwnedSnapshot());
    jobs.complete(id);
    task.strategy.notifyCheckpointComplete(id);
    return result;
  }

  private static Path directory(SnapshotResult<KeyedStateHandle> result) {
    return ((IncrementalLocalKeyedStateHandle) result.getTaskLocalSnapshot())
        .getDirectoryStateHandle()
        .getDirectory();
  }

  @Test
  void aTaskThatComesBackDownloadsNothing() throws Exception {
    TestTask task = task(0, List.of(), List.of());
    SnapshotResult<KeyedStateHandle> last = null;
    for (int id = 1; id <= 5; id++) {
      put(task, 90 * id, 90 * id + 90);
      last = checkpoint(task, id);
    }
    task.close();
    TestTask again =
        task(5, List.of(last.getJobManagerOwnedSnapshot()), List.of(last.getTaskLocalSnapshot()));
    assertThat(again.restored.figures().downloadedBytes()).isZero();
    assertThat(again.restored.figures().linkedBytes()).isPositive();
    assertThat(again.restored.figures().source()).isEqualTo("local");
    assertThat(again.index.liveAssets()).isEqualTo(450);
    SnapshotResult<KeyedStateHandle> next = checkpoint(again, 6);
    assertThat(again.figures.last().shardBytes()).isZero();
    assertThat(next.getTaskLocalSnapshot()).isNotNull();
    assertThat(jobs.onDisk()).isEqualTo(jobs.referenced());
    again.close();
    TestTask third =
        task(6, List.of(next.getJobManagerOwnedSnapshot()), List.of(next.getTaskLocalSnapshot()));
    assertThat(third.restored.figures().downloadedBytes()).isZero();
    assertThat(third.index.liveAssets()).isEqualTo(450);
  }

  @Test
  void damagedAndMissingLocalFilesAreDownloaded() throws Exception {
    TestTask task = task(0, List.of(), List.of());
    put(task, 0, 450);
    SnapshotResult<KeyedStateHandle> last = checkpoint(task, 1);
    task.close();
    List<Path> files;
    try (Stream<Path> all = Files.list(directory(last))) {
      files = all.toList();
    }
    assertThat(files).hasSizeGreaterThan(1);
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      byte[] damaged = bytes.clone();
      damaged[damaged.length - 10] ^= 4;
      Files.write(file, damaged);
      assertDownloaded(last, file);
      Files.delete(file);
      assertDownloaded(last, file);
      Files.write(file, bytes);
    }
  }

  private void assertDownloaded(SnapshotResult<KeyedStateHandle> last, Path file) throws Exception {
    TestTask again =
        task(1, List.of(last.getJobManagerOwnedSnapshot()), List.of(last.getTaskLocalSnapshot()));
    assertThat(again.restored.figures().source()).as(file.toString()).isEqualTo("remote");
    assertThat(again.restored.figures().downloadedBytes()).isPositive();
    assertThat(again.index.liveAssets()).isEqualTo(450);
    again.close();
  }

  @Test
  void withoutLocalFilesACheckpointGoesWithoutALocalPart() throws Exception {
    TestTask task = task(0, List.of(), List.of());
    put(task, 0, 250);
    // A file stands where the directory would be made.
    Path state = dir.resolve("state");
    Files.delete(state);
    Files.writeString(state, "in the way");
    SnapshotResult<KeyedStateHandle> result = checkpoint(task, 1);
    assertThat(result.getTaskLocalSnapshot()).isNull();
    assertThat(result.getJobManagerOwnedSnapshot()).isNotNull();
  }
}
