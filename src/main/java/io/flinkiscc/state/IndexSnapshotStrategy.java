package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.FrozenIndex;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResources;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.SnapshotStrategy;
import org.apache.flink.runtime.state.StateUtil;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * Writes one task's part of the index into a checkpoint or savepoint.
 *
 * <p>The synchronous part freezes references. The asynchronous part writes the log of the active
 * shard as private state and an {@link IndexManifest} as meta state of a handle that Flink knows
 * how to redistribute by key groups; the shared state of the handle is where immutable files
 * belong.
 */
final class IndexSnapshotStrategy
    implements SnapshotStrategy<KeyedStateHandle, IndexSnapshotStrategy.Frozen> {

  private final UUID backendId = UUID.randomUUID();
  private final KeyGroupRange keyGroups;
  private final AssetIndex index;

  IndexSnapshotStrategy(KeyGroupRange keyGroups, AssetIndex index) {
    this.keyGroups = keyGroups;
    this.index = index;
  }

  @Override
  public Frozen syncPrepareResources(long checkpointId) {
    return new Frozen(index.freeze());
  }

  @Override
  public SnapshotResultSupplier<KeyedStateHandle> asyncSnapshot(
      Frozen frozen,
      long checkpointId,
      long timestamp,
      CheckpointStreamFactory factory,
      CheckpointOptions options) {
    return closeables -> write(frozen.index(), checkpointId, factory, closeables);
  }

  private SnapshotResult<KeyedStateHandle> write(
      FrozenIndex frozen,
      long checkpointId,
      CheckpointStreamFactory factory,
      CloseableRegistry closeables)
      throws Exception {
    List<StreamStateHandle> written = new ArrayList<>();
    boolean done = false;
    try {
      StreamStateHandle active = writeStream(factory, closeables, frozen::writeTo);
      written.add(active);
      IndexManifest manifest =
          new IndexManifest(
              keyGroups.getStartKeyGroup(), keyGroups.getEndKeyGroup(), frozen.logBytes());
      StreamStateHandle meta =
          writeStream(factory, closeables, out -> out.write(manifest.toBytes()));
      written.add(meta);
      KeyedStateHandle handle =
          new IncrementalRemoteKeyedStateHandle(
              backendId,
              keyGroups,
              checkpointId,
              List.of(),
              List.of(HandleAndLocalPath.of(active, IndexManifest.ACTIVE)),
              meta,
              active.getStateSize() + meta.getStateSize());
      done = true;
      return SnapshotResult.of(handle);
    } finally {
      if (!done) {
        written.forEach(StateUtil::discardStateObjectQuietly);
      }
    }
  }

  private static StreamStateHandle writeStream(
      CheckpointStreamFactory factory, CloseableRegistry closeables, Content content)
      throws IOException {
    CheckpointStateOutputStream out =
        factory.createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE);
    closeables.registerCloseable(out);
    boolean done = false;
    try {
      content.writeTo(out);
      if (!closeables.unregisterCloseable(out)) {
        throw new IOException("the checkpoint was cancelled while the index was written");
      }
      StreamStateHandle handle = out.closeAndGetHandle();
      done = true;
      return handle;
    } finally {
      if (!done) {
        closeables.unregisterCloseable(out);
        out.close();
      }
    }
  }

  private interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** What the synchronous part froze; holds memory only, so there is nothing to release. */
  record Frozen(FrozenIndex index) implements SnapshotResources {
    @Override
    public void release() {}
  }
}
