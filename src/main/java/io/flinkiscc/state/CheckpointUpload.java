package io.flinkiscc.state;

import io.flinkiscc.index.ChecksumOutput;
import io.flinkiscc.index.FileChecksum;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StateUtil;
import org.apache.flink.runtime.state.StreamStateHandle;

/**
 * Writes the files of one checkpoint, and deletes them again if it comes to nothing: also those
 * that a thread finishes only later. Thread-safe.
 */
final class CheckpointUpload {

  private final CheckpointStreamFactory factory;
  private final CloseableRegistry closeables;
  private final List<StreamStateHandle> fresh = new ArrayList<>();
  private boolean discarded;

  /** What is in a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** A file that was written. */
  record Written(StateFile file, StreamStateHandle handle) {}

  /**
   * @param factory where files are written
   * @param closeables is closed when the checkpoint is cancelled, and then what is open with it
   */
  CheckpointUpload(CheckpointStreamFactory factory, CloseableRegistry closeables) {
    this.factory = factory;
    this.closeables = closeables;
  }

  /**
   * Writes a file.
   *
   * @throws IOException if it cannot be written, or the checkpoint was cancelled
   */
  Written write(String name, CheckpointedStateScope scope, Content content) throws IOException {
    CheckpointStateOutputStream out = factory.createCheckpointStateOutputStream(scope);
    boolean done = false;
    try {
      closeables.registerCloseable(out);
      ChecksumOutput checked = new ChecksumOutput(out);
      content.writeTo(checked);
      if (!closeables.unregisterCloseable(out)) {
        throw new IOException("the checkpoint was cancelled while the index was written");
      }
      StreamStateHandle handle = out.closeAndGetHandle();
      done = true;
      FileChecksum sum = checked.content();
      return new Written(new StateFile(name, sum.bytes(), sum.checksum()), kept(handle));
    } finally {
      if (!done) {
        closeables.unregisterCloseable(out);
        out.close();
      }
    }
  }

  private StreamStateHandle kept(StreamStateHandle handle) throws IOException {
    synchronized (fresh) {
      if (!discarded) {
        fresh.add(handle);
        return handle;
      }
    }
    StateUtil.discardStateObjectQuietly(handle);
    throw new IOException("the checkpoint was given up while the index was written");
  }

  /** Bytes of all files that were written. */
  long bytes() {
    synchronized (fresh) {
      return fresh.stream().mapToLong(StreamStateHandle::getStateSize).sum();
    }
  }

  /** Deletes all files. */
  void discard() {
    List<StreamStateHandle> handles;
    synchronized (fresh) {
      discarded = true;
      handles = List.copyOf(fresh);
      fresh.clear();
    }
    handles.forEach(StateUtil::discardStateObjectQuietly);
  }
}
