package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.FrozenIndex;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.SnapshotType.SharingFilesStrategy;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.SnapshotResources;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.SnapshotStrategy;

/**
 * Writes one task's part of the index into checkpoints and savepoints.
 *
 * <p>The synchronous part takes references. The asynchronous part writes what the last confirmed
 * checkpoint does not have as shared state: files of sealed shards, packs of their tombstones, and
 * deltas of the logs of all the rest. What it does have is referred to by placeholders, never by
 * its handles: a checkpoint that fails deletes every file that it has a handle of. An {@link
 * IndexManifest} is the meta state that says how the files belong together.
 *
 * <p>A savepoint, and the first checkpoint after a restore that claims nothing, have everything
 * anew; the files of a savepoint are its own and never referred to.
 */
final class IndexSnapshotStrategy
    implements SnapshotStrategy<KeyedStateHandle, IndexSnapshotStrategy.Frozen> {

  private final UUID backendId = UUID.randomUUID();
  private final SnapshotNames names = new SnapshotNames(backendId);
  private final KeyGroupRange keyGroups;
  private final int maxParallelism;
  private final AssetIndex index;
  private final Transfers transfers;
  private final CheckpointHistory history;
  private final LocalCopies copies;
  private final ShardSources sources;
  private final LocalBackup backup;
  private final CheckpointFigures figures;

  /**
   * @param keyGroups key groups of the task
   * @param maxParallelism number of key groups of the job
   * @param restored the index, with what of its files is in a checkpoint already
   */
  IndexSnapshotStrategy(
      KeyGroupRange keyGroups,
      int maxParallelism,
      RestoredIndex restored,
      Transfers transfers,
      LocalRecoveryConfig localRecovery,
      LocalCopies copies,
      CheckpointFigures figures) {
    this.keyGroups = keyGroups;
    this.maxParallelism = maxParallelism;
    this.index = restored.index();
    this.transfers = transfers;
    this.history = new CheckpointHistory(restored.state(), restored.checkpointId());
    this.copies = copies;
    this.sources = new ShardSources(restored.parts());
    this.backup = new LocalBackup(backendId, keyGroups, localRecovery, copies);
    this.figures = figures;
  }

  @Override
  public Frozen syncPrepareResources(long checkpointId) {
    history.begin(checkpointId);
    return new Frozen(
        index.freeze(),
        () -> {
          history.end(checkpointId);
          figures.ended(checkpointId);
        });
  }

  @Override
  public SnapshotResultSupplier<KeyedStateHandle> asyncSnapshot(
      Frozen frozen,
      long checkpointId,
      long timestamp,
      CheckpointStreamFactory factory,
      CheckpointOptions options) {
    SharingFilesStrategy sharing = options.getCheckpointType().getSharingFilesStrategy();
    return closeables -> write(frozen.index(), checkpointId, factory, sharing, closeables);
  }

  private SnapshotResult<KeyedStateHandle> write(
      FrozenIndex frozen,
      long checkpointId,
      CheckpointStreamFactory factory,
      SharingFilesStrategy sharing,
      CloseableRegistry closeables)
      throws Exception {
    CheckpointUpload upload = new CheckpointUpload(factory, closeables);
    boolean done = false;
    try {
      SnapshotResult<KeyedStateHandle> result =
          write(frozen, checkpointId, factory, sharing, upload);
      done = true;
      return result;
    } finally {
      if (!done) {
        upload.discard();
      }
    }
  }

  private SnapshotResult<KeyedStateHandle> write(
      FrozenIndex frozen,
      long checkpointId,
      CheckpointStreamFactory factory,
      SharingFilesStrategy sharing,
      CheckpointUpload upload)
      throws IOException, InterruptedException {
    long started = System.nanoTime();
    copies.retain(backup.enabled() ? history.files() : Set.of());
    boolean lasting = sharing != SharingFilesStrategy.NO_SHARING;
    // One thread writes all checkpoints of a task, so the earlier ones are written or failed.
    SnapshotWriter writer =
        new SnapshotWriter(
            names,
            factory,
            upload,
            sharing == SharingFilesStrategy.FORWARD_BACKWARD
                ? history.base()
                : CheckpointState.NONE,
            lasting ? CheckpointedStateScope.SHARED : CheckpointedStateScope.EXCLUSIVE,
            lasting && backup.enabled() ? copies : null,
            sources,
            frozen);
    writer.write(transfers);
    byte[] manifest =
        writer
            .manifest(
                keyGroups.getStartKeyGroup(),
                keyGroups.getEndKeyGroup(),
                maxParallelism,
                frozen.maxEventTimeMicros())
            .toBytes();
    CheckpointUpload.Written meta =
        upload.write("manifest", CheckpointedStateScope.EXCLUSIVE, out -> out.write(manifest));
    List<HandleAndLocalPath> files = writer.files();
    KeyedStateHandle remote =
        new IncrementalRemoteKeyedStateHandle(
            backendId,
            keyGroups,
            checkpointId,
            lasting ? files : List.of(),
            lasting ? List.of() : files,
            meta.handle(),
            upload.bytes());
    factory.reusePreviousStateHandle(writer.reused());
    if (lasting) {
      history.finish(checkpointId, writer.state());
    }
    figures.wrote(writer.figures(checkpointId, System.nanoTime() - started, manifest.length));
    // Last: nothing removes it if the checkpoint fails after it.
    KeyedStateHandle local =
        lasting && backup.enabled()
            ? backup.make(checkpointId, frozen.shards(), writer.packsAndDeltas(), manifest, files)
            : null;
    return local == null ? SnapshotResult.of(remote) : SnapshotResult.withLocalState(remote, local);
  }

  /**
   * Lets later checkpoints refer to this one; savepoints and unknown ones do not count, which is
   * what is returned.
   */
  boolean notifyCheckpointComplete(long checkpointId) {
    return history.confirm(checkpointId);
  }

  /** Forgets a checkpoint. */
  void notifyCheckpointAborted(long checkpointId) {
    history.abort(checkpointId);
  }

  /**
   * What the synchronous part froze; the files of its shards stay until it is released.
   *
   * @param index the index
   * @param ended is told when nothing more is to come of the checkpoint
   */
  record Frozen(FrozenIndex index, Runnable ended) implements SnapshotResources {
    @Override
    public void release() {
      index.close();
      ended.run();
    }
  }
}
