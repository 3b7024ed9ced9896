package io.flinkiscc.scenario;

import java.io.IOException;
import org.apache.flink.core.fs.FSDataInputStream;

/** A file being read in a {@link FaultyFileSystem}. */
final class FaultyInput extends FSDataInputStream {

  private final FSDataInputStream local;

  FaultyInput(FSDataInputStream local) {
    this.local = local;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int from, int length) throws IOException {
    StorageFaults.reading();
    return local.read(to, from, length);
  }

  @Override
  public void seek(long position) throws IOException {
    local.seek(position);
  }

  @Override
  public long getPos() throws IOException {
    return local.getPos();
  }

  @Override
  public int available() throws IOException {
    return local.available();
  }

  @Override
  public void close() throws IOException {
    local.close();
  }
}
