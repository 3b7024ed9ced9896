package io.flinkiscc.scenario;

import io.flinkiscc.scenario.StorageFaults.Step;
import java.io.IOException;
import org.apache.flink.core.fs.FSDataOutputStream;

/** A file being written in a {@link FaultyFileSystem}; any thread may close it. */
final class FaultyOutput extends FSDataOutputStream {

  private final FSDataOutputStream local;
  private final boolean canHang;
  private volatile boolean closed;

  /**
   * Wraps a file.
   *
   * @param canHang whether somebody gives it up when it hangs
   */
  FaultyOutput(FSDataOutputStream local, boolean canHang) {
    this.local = local;
    this.canHang = canHang;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    // Half of it is written when the disk turns out to be full.
    local.write(bytes, from, length / 2);
    StorageFaults.writing(Step.WRITE);
    if (canHang) {
      StorageFaults.hanging(() -> closed);
    }
    local.write(bytes, from + length / 2, length - length / 2);
  }

  @Override
  public long getPos() throws IOException {
    return local.getPos();
  }

  @Override
  public void flush() throws IOException {
    local.flush();
  }

  @Override
  public void sync() throws IOException {
    local.sync();
  }

  @Override
  public void close() throws IOException {
    boolean first = !closed;
    closed = true;
    local.close();
    if (first) {
      StorageFaults.writing(Step.CLOSE);
    }
  }
}
