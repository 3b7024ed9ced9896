package io.flinkiscc.state;

import io.flinkiscc.index.KeyGroups;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.runtime.checkpoint.filemerging.FileMergingSnapshotManager;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalLocalKeyedStateHandle;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.PlaceholderStreamStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;

/** The files of one task's part of a checkpoint, remote or local. Thread-safe once made. */
final class HandleFiles {

  /** What Flink allows for {@code execution.checkpointing.data-inline-threshold}. */
  private static final long LARGEST_INLINED = 1 << 20;

  private final IncrementalKeyedStateHandle handle;
  private final Path directory;
  private final boolean linking;
  private final Map<String, StreamStateHandle> files = new HashMap<>();
  private final Map<String, RemoteFile> reusable = new HashMap<>();
  private final IndexManifest manifest;

  /**
   * @param closeables is closed when the task is cancelled, and then what is open with it
   * @param linking whether files of checkpoints on this machine may be linked instead of copied
   * @throws IOException if it is no part of an index, or its manifest cannot be read
   */
  HandleFiles(KeyedStateHandle state, CloseableRegistry closeables, boolean linking)
      throws IOException {
    this.linking = linking;
    if (state instanceof IncrementalRemoteKeyedStateHandle remote) {
      handle = remote;
      directory = null;
      remote.getPrivateState().forEach(this::add);
    } else if (state instanceof IncrementalLocalKeyedStateHandle local) {
      handle = local;
      directory = local.getDirectoryStateHandle().getDirectory();
    } else {
      throw new IOException(
          "state of the similarity index is expected, found "
              + state.getClass().getName()
              + ": another operator had this uid; give the index a uid of its own");
    }
    for (HandleAndLocalPath file : handle.getSharedStateHandles()) {
      add(file);
      // Flink writes the path of such a file into the next metadata as if it were beside it.
      if (!(file.getHandle() instanceof RelativeFileStateHandle)) {
        reusable.put(file.getLocalPath(), remoteFile(file.getHandle()));
      }
    }
    manifest = readManifest(closeables);
  }

  private void add(HandleAndLocalPath file) {
    files.put(file.getLocalPath(), file.getHandle());
  }

  /** Where a file is, for later checkpoints to refer to it. */
  static RemoteFile remoteFile(StreamStateHandle handle) {
    return new RemoteFile(
        handle.getStreamStateHandleID().getKeyString(),
        handle.getStateSize(),
        FileMergingSnapshotManager.isFileMergingHandle(handle),
        inlined(handle));
  }

  /**
   * A placeholder, as the local part of a checkpoint has them, does not know; then: if it can be.
   */
  private static boolean inlined(StreamStateHandle handle) {
    return handle instanceof PlaceholderStreamStateHandle
        ? handle.getStateSize() <= LARGEST_INLINED
            && !FileMergingSnapshotManager.isFileMergingHandle(handle)
        : handle.asBytesIfInMemory().isPresent();
  }

  private IndexManifest readManifest(CloseableRegistry closeables) throws IOException {
    StreamStateHandle meta = handle.getMetaDataStateHandle();
    try (InputStream in = meta.openInputStream()) {
      closeables.registerCloseable(in);
      try {
        return IndexManifest.parse(in.readAllBytes());
      } finally {
        closeables.unregisterCloseable(in);
      }
    } catch (IOException e) {
      throw new IOException(
          "the manifest "
              + where(meta)
              + " of the index in checkpoint "
              + checkpointId()
              + " cannot be read: "
              + e.getMessage(),
          e);
    }
  }

  IndexManifest manifest() {
    return manifest;
  }

  long checkpointId() {
    return handle.getCheckpointId();
  }

  /** The key groups of the task that wrote it. */
  KeyGroups keyGroups() {
    KeyGroupRange range = handle.getKeyGroupRange();
    return KeyGroups.range(range.getStartKeyGroup(), range.getEndKeyGroup());
  }

  /** Whether the files are on this machine. */
  boolean local() {
    return directory != null;
  }

  /** The path of a file on this machine that may be linked; null if there is none. */
  Path path(String name) {
    if (local()) {
      return directory.resolve(name);
    }
    // Only these have a file of their own: others are parts of one.
    if (linking
        && files.get(name) instanceof FileStateHandle file
        && "file".equals(file.getFilePath().toUri().getScheme())) {
      return Path.of(file.getFilePath().toUri().getPath());
    }
    return null;
  }

  /** Bytes of a file, as the checkpoint says; -1 if it does not have it. */
  long bytes(String name) {
    StreamStateHandle file = files.get(name);
    return file == null ? -1 : file.getStateSize();
  }

  /** Where a file is, for people; null if the checkpoint does not have it. */
  String location(String name) {
    StreamStateHandle file = files.get(name);
    return file == null ? null : where(file);
  }

  /**
   * Opens a file.
   *
   * @throws IOException if there is none, or it cannot be read
   */
  FSDataInputStream open(String name) throws IOException {
    StreamStateHandle file = files.get(name);
    if (file == null) {
      throw new IOException("the checkpoint does not have it, only " + files.keySet());
    }
    return file.openInputStream();
  }

  /** A file alone, for later: it does not keep the others in memory. */
  FileSource source(String name) {
    StreamStateHandle file = files.get(name);
    return file::openInputStream;
  }

  /** Where later checkpoints can refer to a file; null if they cannot. */
  RemoteFile reusable(String name) {
    return reusable.get(name);
  }

  /** Says which file is meant, for messages. */
  String describe(String name) {
    String where =
        local()
            ? path(name).toString()
            : files.containsKey(name) ? where(files.get(name)) : "nowhere";
    return "file " + name + " of the index in checkpoint " + checkpointId() + " (" + where + ")";
  }

  private static String where(StreamStateHandle file) {
    if (file.asBytesIfInMemory().isPresent()) {
      return "in the metadata";
    }
    return file.maybeGetPath().map(Object::toString).orElse(file.toString());
  }
}
