package io.flinkiscc.state;

import io.flinkiscc.index.AssetIndex;
import io.flinkiscc.index.FrozenIndex;
import io.flinkiscc.index.FrozenShard;
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
 * <p>The synchronous part freezes references. The asynchronous part writes the files of the sealed
 * shards and the log of the rest as private state, and an {@link IndexManifest} as meta state, of a
 * handle that Flink knows how to redistribute by key groups.
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
      List<HandleAndLocalPath> parts = new ArrayList<>();
      List<IndexManifest.ShardFile> files = new ArrayList<>();
      for (FrozenShard shard : frozen.shards()) {
        StreamStateHandle file = writeStream(factory, closeables, shard::writeTo);
        written.add(file);
        parts.add(HandleAndLocalPath.of(file, shard.name()));
        files.add(new IndexManifest.ShardFile(shard.name(), shard.bytes(), shard.checksum()));
      }
      StreamStateHandle active = writeStream(factory, closeables, frozen::writeTo);
      written.add(active);
      parts.add(HandleAndLocalPath.of(active, IndexManifest.ACTIVE));
      IndexManifest manifest =
          new IndexManifest(
              keyGroups.getStartKeyGroup(), keyGroups.getEndKeyGroup(), frozen.logBytes(), files);
      StreamStateHandle meta =
          writeStream(factory, closeables, out -> out.write(manifest.toBytes()));
      written.add(meta);
      KeyedStateHandle handle =
          new IncrementalRemoteKeyedStateHandle(
              backendId,
              keyGroups,
              checkpointId,
              List.of(),
              parts,
              meta,
              written.stream().mapToLong(StreamStateHandle::getStateSize).sum());
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

  /** What the synchronous part froze; the files of its shards stay until it is released. */
  record Frozen(FrozenIndex index) implements SnapshotResources {
    @Override
    public void release() {
      index.close();
    }
  }
}
