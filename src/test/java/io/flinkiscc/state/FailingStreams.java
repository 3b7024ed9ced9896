package io.flinkiscc.state;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.StreamStateHandle;

/** Streams of a storage that fails after some files, in the middle of the next one. */
final class FailingStreams implements CheckpointStreamFactory {

  private final CheckpointStreamFactory storage;
  private final AtomicInteger whole;
  final AtomicInteger made = new AtomicInteger();

  FailingStreams(CheckpointStreamFactory storage, int whole) {
    this.storage = storage;
    this.whole = new AtomicInteger(whole);
  }

  /** Whether it fails for this cause; any other failure is thrown. */
  boolean failsOn(Callable<?> writing) throws Exception {
    try {
      writing.call();
      return false;
    } catch (IOException e) {
      if ("no space left".equals(e.getMessage())) {
        return true;
      }
      throw e;
    }
  }

  @Override
  public CheckpointStateOutputStream createCheckpointStateOutputStream(CheckpointedStateScope scope)
      throws IOException {
    CheckpointStateOutputStream out = storage.createCheckpointStateOutputStream(scope);
    made.incrementAndGet();
    // Manifests come last, so that there is always a stream that fails.
    boolean fails = whole.getAndDecrement() <= 0 || scope == CheckpointedStateScope.EXCLUSIVE;
    return fails ? new Failing(out) : out;
  }

  @Override
  public boolean canFastDuplicate(StreamStateHandle handle, CheckpointedStateScope scope) {
    return false;
  }

  @Override
  public List<StreamStateHandle> duplicate(
      List<StreamStateHandle> handles, CheckpointedStateScope scope) {
    throw new UnsupportedOperationException("nothing is duplicated");
  }

  private static final class Failing extends CheckpointStateOutputStream {
    private final CheckpointStateOutputStream out;

    Failing(CheckpointStateOutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException("no space left");
    }

    @Override
    public void write(byte[] b, int from, int length) throws IOException {
      out.write(b, from, length / 2);
      throw new IOException("no space left");
    }

    @Override
    public long getPos() throws IOException {
      return out.getPos();
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void sync() throws IOException {
      out.sync();
    }

    @Override
    public StreamStateHandle closeAndGetHandle() throws IOException {
      throw new IOException("no space left");
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
