package io.flinkiscc.state;

import io.flinkiscc.index.FrozenShard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.flink.runtime.state.DirectoryStateHandle;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalLocalKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.LocalSnapshotDirectoryProvider;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the local part of checkpoints: a directory of hard links, from which a task that comes back
 * to this machine is restored without a download. Trouble with it is never more than that a
 * checkpoint has no local part. One thread at a time.
 */
final class LocalBackup {

  private static final Logger LOG = LoggerFactory.getLogger(LocalBackup.class);

  private final UUID backendId;
  private final KeyGroupRange keyGroups;
  private final LocalRecoveryConfig config;
  private final LocalCopies copies;
  private boolean warned;

  LocalBackup(
      UUID backendId, KeyGroupRange keyGroups, LocalRecoveryConfig config, LocalCopies copies) {
    this.backendId = backendId;
    this.keyGroups = keyGroups;
    this.config = config;
    this.copies = copies;
  }

  boolean enabled() {
    return config.isLocalBackupEnabled();
  }

  /**
   * The local part of a checkpoint; null if there can be none.
   *
   * @param checkpointId id of the checkpoint
   * @param shards its sealed shards
   * @param others names of its packs and deltas
   * @param manifest its manifest
   * @param shared the files of its remote part
   */
  KeyedStateHandle make(
      long checkpointId,
      Collection<FrozenShard> shards,
      Collection<String> others,
      byte[] manifest,
      List<HandleAndLocalPath> shared) {
    if (shards.stream().anyMatch(FrozenShard::part)) {
      return null;
    }
    Map<String, Path> files = new TreeMap<>();
    shards.forEach(shard -> files.put(shard.name(), shard.path()));
    for (String name : others) {
      Path copy = copies.find(name);
      if (copy == null) {
        return null;
      }
      files.put(name, copy);
    }
    LocalSnapshotDirectoryProvider provider = config.getLocalStateDirectoryProvider().orElse(null);
    if (provider == null) {
      return null;
    }
    Path directory =
        provider
            .subtaskSpecificCheckpointDirectory(checkpointId)
            .toPath()
            .resolve("iscc-" + backendId);
    try {
      DirectoryStateHandle handle = new DirectoryStateHandle(directory, link(files, directory));
      return new IncrementalLocalKeyedStateHandle(
          backendId,
          checkpointId,
          handle,
          keyGroups,
          new ByteStreamStateHandle("manifest-" + UUID.randomUUID(), manifest),
          shared);
    } catch (IOException | UnsupportedOperationException e) {
      warnOnce(checkpointId, directory, e);
      discard(new DirectoryStateHandle(directory, 0));
      return null;
    }
  }

  /** What is wrong with one checkpoint is likely to be so with all. */
  private void warnOnce(long checkpointId, Path directory, Exception cause) {
    if (warned) {
      LOG.debug("Checkpoint {} gets no local part in {} either", checkpointId, directory, cause);
      return;
    }
    warned = true;
    LOG.warn(
        "Checkpoint {} of the index gets no local part in {}, nor may later ones, of which only"
            + " debug messages tell: it will be downloaded when the task is restored. Hard links"
            + " need io.tmp.dirs and the directory of local state on one file system",
        checkpointId,
        directory,
        cause);
  }

  private static long link(Map<String, Path> files, Path directory) throws IOException {
    Files.createDirectories(directory);
    long bytes = 0;
    for (Map.Entry<String, Path> file : files.entrySet()) {
      Path link = directory.resolve(file.getKey());
      Files.createLink(link, file.getValue());
      bytes += Files.size(link);
    }
    return bytes;
  }

  private static void discard(DirectoryStateHandle directory) {
    try {
      directory.discardState();
    } catch (IOException e) {
      LOG.debug("Could not delete {}", directory.getDirectory(), e);
    }
  }
}
