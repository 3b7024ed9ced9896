package io.flinkiscc.state;

import io.flinkiscc.index.ShardHead;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/**
 * What a completed checkpoint or savepoint on a local disk holds of similarity indexes: the files
 * it refers to, whoever wrote them. For measurements and tools; reads the metadata and the first
 * bytes of every file.
 *
 * @param metadataBytes bytes of the metadata file of the checkpoint, which holds small files too
 * @param parts all parts of all index tasks; tasks that share a file have a part each
 */
public record CheckpointContents(long metadataBytes, List<Part> parts) {

  private static final String METADATA = "_metadata";

  /**
   * A piece of state.
   *
   * @param name what the index calls it; empty for a manifest
   * @param file the file that holds it, unique among all checkpoints; empty if it is in the
   *     metadata
   * @param bytes its length
   * @param shard whether it is a sealed shard
   */
  public record Part(String name, String file, long bytes, boolean shard) {}

  /** Copies the list. */
  public CheckpointContents {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a checkpoint.
   *
   * @param directory where its metadata is
   * @throws IOException if it is no checkpoint, or a file of it is missing
   */
  public static CheckpointContents read(Path directory) throws IOException {
    Path metadata = directory.resolve(METADATA);
    List<Part> parts = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      CheckpointMetadata checkpoint =
          Checkpoints.loadCheckpointMetadata(
              in, CheckpointContents.class.getClassLoader(), directory.toUri().toString());
      for (OperatorState operator : checkpoint.getOperatorStates()) {
        for (OperatorSubtaskState task : operator.getStates()) {
          for (KeyedStateHandle handle : task.getManagedKeyedState()) {
            addParts(handle, parts);
          }
        }
      }
    }
    return new CheckpointContents(Files.size(metadata), parts);
  }

  private static void addParts(KeyedStateHandle handle, List<Part> parts) throws IOException {
    if (handle instanceof IncrementalRemoteKeyedStateHandle index) {
      parts.add(part("", index.getMetaDataStateHandle()));
      for (List<HandleAndLocalPath> states :
          List.of(index.getSharedState(), index.getPrivateState())) {
        for (HandleAndLocalPath state : states) {
          parts.add(part(state.getLocalPath(), state.getHandle()));
        }
      }
    }
  }

  private static Part part(String name, StreamStateHandle handle) throws IOException {
    String file = handle instanceof FileStateHandle on ? on.getFilePath().toString() : "";
    try (InputStream in = handle.openInputStream()) {
      boolean shard = ShardHead.isSealedShard(in.readNBytes(ShardHead.BYTES));
      return new Part(name, file, handle.getStateSize(), shard);
    }
  }
}
