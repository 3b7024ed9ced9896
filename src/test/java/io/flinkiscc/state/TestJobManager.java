package io.flinkiscc.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.core.fs.local.LocalFileSystem;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory;

/**
 * What a JobManager does with the snapshots of tasks: registers them when they are acknowledged,
 * keeps the last completed checkpoints, and deletes what nobody refers to any more.
 */
final class TestJobManager {

  private final Path directory;
  private final int retained;
  private final int inlineBelow;
  private final SharedStateRegistry registry = new SharedStateRegistryImpl();
  private final TreeMap<Long, List<KeyedStateHandle>> acknowledged = new TreeMap<>();
  private final TreeMap<Long, List<KeyedStateHandle>> completed = new TreeMap<>();

  TestJobManager(Path directory, int retained, int inlineBelow) throws IOException {
    this.directory = directory;
    this.retained = retained;
    this.inlineBelow = inlineBelow;
    Files.createDirectories(shared());
  }

  private Path shared() {
    return directory.resolve("shared");
  }

  private Path exclusive(long id) {
    return directory.resolve("chk-" + id);
  }

  CheckpointStreamFactory factory(long id) throws IOException {
    Files.createDirectories(exclusive(id));
    return new FsCheckpointStreamFactory(
        LocalFileSystem.getSharedInstance(),
        new org.apache.flink.core.fs.Path(exclusive(id).toUri()),
        new org.apache.flink.core.fs.Path(shared().toUri()),
        inlineBelow,
        4096);
  }

  /** Registers a part of a checkpoint, whatever becomes of that. */
  void acknowledge(long id, KeyedStateHandle handle) {
    handle.registerSharedStates(registry, id);
    acknowledged.computeIfAbsent(id, i -> new ArrayList<>()).add(handle);
  }

  /** Completes a checkpoint; earlier ones that are not complete never will be. */
  void complete(long id) throws Exception {
    completed.put(id, acknowledged.remove(id));
    for (Long earlier : new TreeSet<>(acknowledged.headMap(id).keySet())) {
      abort(earlier);
    }
    while (completed.size() > retained) {
      for (KeyedStateHandle handle : completed.pollFirstEntry().getValue()) {
        handle.discardState();
      }
    }
    registry.unregisterUnusedState(completed.firstKey());
  }

  void abort(long id) throws Exception {
    List<KeyedStateHandle> handles = acknowledged.remove(id);
    if (handles != null) {
      for (KeyedStateHandle handle : handles) {
        handle.discardState();
      }
    }
  }

  long lastCompleted() {
    return completed.lastKey();
  }

  long lowestRetained() {
    return completed.firstKey();
  }

  List<KeyedStateHandle> handles(long id) {
    return completed.get(id);
  }

  boolean hasCompleted() {
    return !completed.isEmpty();
  }

  /** Paths of the shared files of all completed checkpoints, as their handles name them. */
  Set<String> referenced() {
    Set<String> paths = new TreeSet<>();
    for (List<KeyedStateHandle> handles : completed.values()) {
      for (KeyedStateHandle handle : handles) {
        for (HandleAndLocalPath file :
            ((IncrementalRemoteKeyedStateHandle) handle).getSharedState()) {
          file.getHandle().maybeGetPath().ifPresent(path -> paths.add(path.getName()));
        }
      }
    }
    return paths;
  }

  /** Files in the shared directory. */
  Set<String> onDisk() throws IOException {
    try (Stream<Path> files = Files.list(shared())) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Shared files by name of their state. */
  static Map<String, HandleAndLocalPath> files(KeyedStateHandle handle) {
    Map<String, HandleAndLocalPath> files = new TreeMap<>();
    for (HandleAndLocalPath file : ((IncrementalRemoteKeyedStateHandle) handle).getSharedState()) {
      files.put(file.getLocalPath(), file);
    }
    return files;
  }

  /** Bytes of the files that lie in the metadata. */
  static long inlinedBytes(KeyedStateHandle handle) {
    return files(handle).values().stream()
        .mapToLong(
            file -> file.getHandle().asBytesIfInMemory().map(bytes -> bytes.length).orElse(0))
        .sum();
  }
}
