package io.flinkiscc.state;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;

/** The indexes in a completed checkpoint or savepoint, as its metadata tells. Immutable. */
final class SavedCheckpoint {

  private final Path directory;
  private final long id;
  private final boolean savepoint;
  private final long metadataBytes;
  private final List<String> operators;
  private final List<SavedIndex> indexes;

  private SavedCheckpoint(Path directory, byte[] bytes, CheckpointMetadata metadata)
      throws IOException {
    this.directory = directory;
    this.metadataBytes = bytes.length;
    this.id = metadata.getCheckpointId();
    this.savepoint =
        metadata.getCheckpointProperties() != null
            && metadata.getCheckpointProperties().isSavepoint();
    List<String> names = new ArrayList<>();
    List<SavedIndex> found = new ArrayList<>();
    for (OperatorState operator : metadata.getOperatorStates()) {
      names.add(operator.getOperatorUid().orElse(operator.getOperatorID().toString()));
      if (hasIndex(operator)) {
        found.add(new SavedIndex(operator));
      }
    }
    this.operators = List.copyOf(names);
    this.indexes = List.copyOf(found);
  }

  /**
   * Reads the metadata in a directory.
   *
   * @throws IOException if there is none, or it is damaged or of a newer version
   */
  static SavedCheckpoint load(Path directory) throws IOException {
    Path file = CheckpointPaths.metadata(directory);
    byte[] bytes;
    try (InputStream in = new BufferedInputStream(FileSystem.get(file.toUri()).open(file))) {
      bytes = in.readAllBytes();
    } catch (FileNotFoundException e) {
      throw new FileNotFoundException(
          "there is no " + file + ": " + directory + " is no completed checkpoint or savepoint");
    }
    CheckpointMetadata metadata;
    try {
      metadata =
          Checkpoints.loadCheckpointMetadata(
              new DataInputStream(new ByteArrayInputStream(bytes)),
              SavedCheckpoint.class.getClassLoader(),
              directory.toString());
    } catch (IOException | RuntimeException e) {
      throw new IOException(
          file
              + " is no metadata of a checkpoint or savepoint that this program can read: damaged,"
              + " cut off, or of a newer version of Flink: "
              + e.getMessage(),
          e);
    }
    return new SavedCheckpoint(directory, bytes, metadata);
  }

  /**
   * An index has an identity, unless it is of before there was one. Other state backends have
   * handles of the same kind, but with other metadata.
   */
  private static boolean hasIndex(OperatorState operator) throws IOException {
    for (OperatorSubtaskState task : operator.getStates()) {
      for (OperatorStateHandle lists : task.getManagedOperatorState()) {
        if (lists.getStateNameToPartitionOffsets().containsKey(IdentityState.NAME)) {
          return true;
        }
      }
      for (KeyedStateHandle handle : task.getManagedKeyedState()) {
        return handle instanceof IncrementalRemoteKeyedStateHandle index
            && IndexManifest.isManifest(head(index));
      }
    }
    return false;
  }

  private static byte[] head(IncrementalRemoteKeyedStateHandle handle) throws IOException {
    try (InputStream in = handle.getMetaDataStateHandle().openInputStream()) {
      return in.readNBytes(IndexManifest.HEAD_BYTES);
    }
  }

  Path directory() {
    return directory;
  }

  long id() {
    return id;
  }

  boolean savepoint() {
    return savepoint;
  }

  long metadataBytes() {
    return metadataBytes;
  }

  List<SavedIndex> indexes() {
    return indexes;
  }

  /**
   * One of the indexes.
   *
   * @param name {@code index.uid}, the uid of the operator or its id; null for the only one
   * @throws IOException if there is none
   * @throws IllegalArgumentException if there are several and none is named
   */
  SavedIndex index(String name) throws IOException {
    List<SavedIndex> called =
        indexes.stream().filter(index -> name == null || index.isCalled(name)).toList();
    if (called.size() == 1) {
      return called.get(0);
    }
    if (indexes.isEmpty()) {
      throw new IOException(
          directory
              + " holds no similarity index; the operators in it are "
              + (operators.isEmpty() ? "none" : String.join(", ", operators)));
    }
    String there = indexes.stream().map(SavedIndex::describe).collect(Collectors.joining(", "));
    if (name == null) {
      throw new IllegalArgumentException(
          directory + " holds several indexes: name one of them by its uid: " + there);
    }
    throw new IOException(
        directory + " holds no index with index.uid " + name + "; there are " + there);
  }
}
