package io.flinkiscc.state;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.RunnableFuture;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointProperties;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageLocation;
import org.apache.flink.util.IOUtils;

/** Writes the files of a canonical savepoint, by what an index task writes them with. */
final class SavepointFiles {

  private static final long CHECKPOINT_ID = 1;
  private static final int TRANSFER_THREADS = 4;

  /** Smaller files go into the metadata, as Flink does by default. */
  private static final int INLINED_BYTES = 20 << 10;

  private static final int BUFFER_BYTES = 64 << 10;

  private final Path directory;
  private final String operatorUid;
  private final IndexIdentity identity;
  private final int maxParallelism;
  private final CheckpointOptions options =
      CheckpointOptions.alignedNoTimeout(
          SavepointType.savepoint(SavepointFormatType.CANONICAL),
          CheckpointStorageLocationReference.getDefault());

  /**
   * @param uid {@code index.uid} of the job that is to start from it
   */
  SavepointFiles(Path directory, String uid, IndexIdentity identity, int maxParallelism) {
    this.directory = directory;
    this.operatorUid = uid + OperatorIds.INDEX;
    this.identity = identity;
    this.maxParallelism = maxParallelism;
  }

  void write(List<SavepointWriter.Part> parts) throws IOException, InterruptedException {
    FsCheckpointStorageLocation location =
        new FsCheckpointStorageLocation(
            directory.getFileSystem(),
            directory,
            directory,
            directory,
            CheckpointStorageLocationReference.getDefault(),
            INLINED_BYTES,
            BUFFER_BYTES);
    OperatorState operator =
        new OperatorState(
            "index",
            operatorUid,
            new OperatorID(OperatorIds.ofUid(operatorUid)),
            parts.size(),
            maxParallelism);
    try {
      for (int task = 0; task < parts.size(); task++) {
        operator.putState(
            task,
            OperatorSubtaskState.builder()
                .setManagedKeyedState(index(parts.get(task), location))
                .setManagedOperatorState(identity(location))
                .build());
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the savepoint cannot be written: " + e.getMessage(), e);
    }
    CheckpointMetadata metadata =
        new CheckpointMetadata(
            CHECKPOINT_ID,
            List.of(operator),
            List.of(),
            CheckpointProperties.forSavepoint(false, SavepointFormatType.CANONICAL));
    try (CheckpointMetadataOutputStream out = location.createMetadataOutputStream()) {
      Checkpoints.storeCheckpointMetadata(metadata, out);
      out.closeAndFinalizeCheckpoint();
    }
  }

  private KeyedStateHandle index(SavepointWriter.Part part, CheckpointStreamFactory factory)
      throws Exception {
    java.nio.file.Path nowhere = java.nio.file.Path.of(System.getProperty("java.io.tmpdir"));
    try (Transfers transfers = new Transfers(TRANSFER_THREADS, "iscc-savepoint");
        LocalCopies copies = new LocalCopies(nowhere);
        CloseableRegistry closeables = new CloseableRegistry()) {
      IndexSnapshotStrategy strategy =
          new IndexSnapshotStrategy(
              part.keyGroups(),
              maxParallelism,
              RestoredIndex.empty(part.index()),
              transfers,
              LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED,
              copies,
              new CheckpointFigures());
      IndexSnapshotStrategy.Frozen frozen = strategy.syncPrepareResources(CHECKPOINT_ID);
      try {
        return strategy
            .asyncSnapshot(frozen, CHECKPOINT_ID, 0, factory, options)
            .get(closeables)
            .getJobManagerOwnedSnapshot();
      } finally {
        frozen.release();
      }
    }
  }

  private OperatorStateHandle identity(CheckpointStreamFactory factory) throws Exception {
    try (CloseableRegistry closeables = new CloseableRegistry()) {
      DefaultOperatorStateBackend backend =
          new DefaultOperatorStateBackendBuilder(
                  SavepointFiles.class.getClassLoader(),
                  new ExecutionConfig(),
                  false,
                  List.of(),
                  closeables)
              .build();
      try {
        backend.getUnionListState(IdentityState.descriptor()).add(identity);
        RunnableFuture<SnapshotResult<OperatorStateHandle>> written =
            backend.snapshot(CHECKPOINT_ID, 0, factory, options);
        written.run();
        return written.get().getJobManagerOwnedSnapshot();
      } finally {
        IOUtils.closeQuietly(backend);
        backend.dispose();
      }
    }
  }
}
