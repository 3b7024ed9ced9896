package io.flinkiscc.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.AssetOp;
import io.flinkiscc.index.EngineOptions;
import io.flinkiscc.index.RandomAssets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.PrioritizedOperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random sequences of changes, checkpoints and savepoints that complete, fail or are aborted with
 * or without notice, several at a time, restores and rescales: nothing is lost or comes back, and
 * the shared directory holds exactly what the retained checkpoints refer to.
 */
class CheckpointSequencesTest {

  private static final EngineOptions COMPACTING =
      EngineOptions.builder().shardMaxAssets(120).mergedMaxAssets(300).build();

  /** Shards, and tombstones in them, stay. */
  private static final EngineOptions NOT_COMPACTING =
      EngineOptions.builder().shardMaxAssets(120).deadShare(1).mergeFanIn(50).build();

  private static final int KEYS = 400;

  @TempDir Path dir;

  private final List<AssetOp> log = new ArrayList<>();
  private final Map<Long, Integer> positions = new HashMap<>();
  private final List<TestTask> tasks = new ArrayList<>();
  private TestJobManager jobs;
  private int jobManagers;
  private Random random;
  private EngineOptions engine;
  private RandomAssets assets;
  private long lastId;
  private long lastAborted;

  /** Checkpoints that all tasks have begun. */
  private final TreeMap<Long, Begun> begun = new TreeMap<>();

  /** Checkpoints that all tasks have written. */
  private final List<Long> written = new ArrayList<>();

  private Savepoint savepoint;

  /** What a job begins with that has completed no checkpoint; null for nothing. */
  private Savepoint origin;

  /**
   * @param parts what each task has frozen
   */
  private record Begun(SnapshotType type, List<TestTask.Begun> parts) {}

  /**
   * @param log the changes it has
   */
  private record Savepoint(long id, List<KeyedStateHandle> handles, List<AssetOp> log) {}

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 102, 110, 115, 117})
  void nothingIsLostAndNothingIsLeft(long seed) throws Exception {
    random = new Random(seed);
    assets = new RandomAssets(random);
    engine = random.nextBoolean() ? COMPACTING : NOT_COMPACTING;
    startJobManager();
    start(1 + random.nextInt(3));
    try {
      for (int step = 0; step < 250; step++) {
        step(seed + ", step " + step);
      }
    } finally {
      tasks.forEach(TestTask::close);
    }
  }

  private void startJobManager() throws Exception {
    jobs =
        new TestJobManager(
            dir.resolve("job-" + jobManagers++),
            1 + random.nextInt(3),
            random.nextBoolean() ? 0 : 20_000);
  }

  private void step(String where) throws Exception {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> change(random.nextInt(80));
      case 3, 4 -> begin();
      case 5, 6 -> write(where);
      case 7 -> complete(where);
      case 8 -> abort();
      default -> {
        if (random.nextInt(3) == 0) {
          restart(where);
        }
      }
    }
  }

  private void change(int count) {
    for (int i = 0; i < count; i++) {
      AssetOp op = assets.op(KEYS, log.size());
      log.add(op);
      tasks.forEach(task -> task.apply(op));
    }
  }

  private void begin() {
    if (begun.size() < 3) {
      long id = ++lastId;
      positions.put(id, log.size());
      begun.put(id, new Begun(type(), tasks.stream().map(task -> task.begin(id)).toList()));
    }
  }

  private SnapshotType type() {
    return switch (random.nextInt(8)) {
      case 0 -> CheckpointType.FULL_CHECKPOINT;
      case 1 -> SavepointType.savepoint(SavepointFormatType.CANONICAL);
      default -> CheckpointType.CHECKPOINT;
    };
  }

  private void write(String where) throws Exception {
    if (begun.isEmpty()) {
      return;
    }
    Map.Entry<Long, Begun> first = begun.pollFirstEntry();
    long id = first.getKey();
    SnapshotType type = first.getValue().type();
    List<KeyedStateHandle> handles = new ArrayList<>();
    int failing = random.nextInt(4) == 0 ? random.nextInt(tasks.size()) : -1;
    for (int i = 0; i < tasks.size(); i++) {
      CheckpointStreamFactory factory = jobs.factory(id);
      TestTask task = tasks.get(i);
      TestTask.Begun part = first.getValue().parts().get(i);
      if (i == failing) {
        FailingStreams failingStreams = new FailingStreams(factory, random.nextInt(3));
        assertThat(failingStreams.failsOn(() -> task.write(part, failingStreams, type)))
            .as("seed %s: the upload fails", where)
            .isTrue();
      } else {
        handles.add(task.write(part, factory, type).getJobManagerOwnedSnapshot());
      }
    }
    if (type.isSavepoint()) {
      wroteSavepoint(id, handles, failing < 0);
    } else {
      wroteCheckpoint(id, handles, failing < 0);
    }
  }

  private void wroteSavepoint(long id, List<KeyedStateHandle> handles, boolean whole)
      throws Exception {
    if (whole) {
      savepoint = new Savepoint(id, handles, List.copyOf(log.subList(0, positions.get(id))));
      for (TestTask task : tasks) {
        task.strategy.notifyCheckpointComplete(id);
      }
    } else {
      for (KeyedStateHandle handle : handles) {
        handle.discardState();
      }
    }
  }

  private void wroteCheckpoint(long id, List<KeyedStateHandle> handles, boolean whole)
      throws Exception {
    handles.forEach(handle -> jobs.acknowledge(id, handle));
    if (whole) {
      written.add(id);
    } else {
      abort(id);
    }
  }

  private void complete(String where) throws Exception {
    if (written.isEmpty()) {
      return;
    }
    long id = written.remove(random.nextInt(written.size()));
    jobs.complete(id);
    for (long earlier : written) {
      lastAborted = earlier < id ? Math.max(lastAborted, earlier) : lastAborted;
    }
    written.removeIf(earlier -> earlier < id);
    // A task that has not heard of it yet goes on without that.
    tasks.stream()
        .filter(task -> random.nextInt(4) > 0)
        .forEach(task -> task.strategy.notifyCheckpointComplete(id));
    checkFiles(where);
  }

  /** Flink deletes files of an aborted checkpoint when all that are older are gone. */
  private void checkFiles(String where) throws Exception {
    if (written.isEmpty() && jobs.lowestRetained() > lastAborted) {
      assertThat(jobs.onDisk()).as("seed %s", where).isEqualTo(jobs.referenced());
    } else {
      assertThat(jobs.onDisk()).as("seed %s", where).containsAll(jobs.referenced());
    }
  }

  private void abort() throws Exception {
    if (!written.isEmpty()) {
      abort(written.remove(random.nextInt(written.size())));
    }
  }

  private void abort(long id) throws Exception {
    jobs.abort(id);
    lastAborted = Math.max(lastAborted, id);
    if (random.nextBoolean()) {
      tasks.forEach(task -> task.strategy.notifyCheckpointAborted(id));
    }
  }

  private void restart(String where) throws Exception {
    begun.values().forEach(one -> one.parts().forEach(part -> part.frozen().release()));
    for (long id : written) {
      jobs.abort(id);
      lastAborted = Math.max(lastAborted, id);
    }
    begun.clear();
    written.clear();
    tasks.forEach(TestTask::close);
    tasks.clear();
    if (savepoint != null && random.nextInt(3) == 0) {
      origin = savepoint;
      startJobManager();
    }
    start(1 + random.nextInt(4));
    check(where);
    if (jobs.hasCompleted()) {
      nothingIsWrittenAgain(where);
    }
  }

  private void start(int parallelism) throws Exception {
    PrioritizedOperatorSubtaskState state = TestTask.nothing();
    if (jobs.hasCompleted()) {
      long id = jobs.lastCompleted();
      log.subList(positions.get(id), log.size()).clear();
      state = TestTask.state(id, jobs.handles(id), List.of());
    } else {
      log.clear();
      if (origin != null) {
        log.addAll(origin.log());
        state = TestTask.state(origin.id(), origin.handles(), List.of());
      }
    }
    for (int task = 0; task < parallelism; task++) {
      tasks.add(
          new TestTask(
              parallelism,
              task,
              engine,
              dir.resolve("local-" + tasks.size()),
              state,
              LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED));
    }
  }

  private void check(String where) {
    try (AssetIndex expected = AssetIndex.builder().options(engine).directory(dir).build()) {
      log.forEach(op -> expected.apply(op, TestTask.keyGroup(op.key())));
      long live = tasks.stream().mapToLong(task -> task.index.liveAssets()).sum();
      assertThat(live).as("seed %s", where).isEqualTo(expected.liveAssets());
      int deletes = tasks.stream().mapToInt(task -> task.index.rememberedDeletes()).sum();
      assertThat(deletes).as("seed %s", where).isEqualTo(expected.rememberedDeletes());
      for (long key = Long.MIN_VALUE; key < Long.MIN_VALUE + KEYS; key++) {
        int keyGroup = TestTask.keyGroup(key);
        TestTask owner =
            tasks.stream().filter(task -> task.range.contains(keyGroup)).findFirst().orElseThrow();
        assertThat(owner.index.snapshot().get(key))
            .as("seed %s, key %d", where, key)
            .isEqualTo(expected.snapshot().get(key));
      }
    }
  }

  /** What was restored is referred to, whatever the parallelism was. */
  private void nothingIsWrittenAgain(String where) throws Exception {
    Map<String, Set<String>> before = new HashMap<>();
    for (KeyedStateHandle handle : jobs.handles(jobs.lastCompleted())) {
      TestJobManager.files(handle)
          .forEach(
              (name, file) -> before.computeIfAbsent(name, n -> new HashSet<>()).add(id(file)));
    }
    long id = ++lastId;
    positions.put(id, log.size());
    for (TestTask task : tasks) {
      KeyedStateHandle handle =
          task.write(task.begin(id), jobs.factory(id), CheckpointType.CHECKPOINT)
              .getJobManagerOwnedSnapshot();
      jobs.acknowledge(id, handle);
      TestJobManager.files(handle)
          .forEach(
              (name, file) ->
                  assertThat(before.getOrDefault(name, Set.of(id(file))))
                      .as("seed %s, file %s", where, name)
                      .contains(id(file)));
    }
    jobs.complete(id);
    tasks.forEach(task -> task.strategy.notifyCheckpointComplete(id));
    checkFiles(where);
  }

  private static String id(HandleAndLocalPath file) {
    return file.getHandle().getStreamStateHandleID().getKeyString();
  }
}
