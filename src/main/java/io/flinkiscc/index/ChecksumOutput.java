package io.flinkiscc.index;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Passes bytes on and knows how many there were and their CRC32C. For one thread. */
public final class ChecksumOutput extends FilterOutputStream {

  private final CRC32C crc = new CRC32C();
  private long bytes;

  /** Passes bytes on to a stream. */
  public ChecksumOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    out.write(b);
    crc.update(b);
    bytes++;
  }

  @Override
  public void write(byte[] b, int from, int length) throws IOException {
    out.write(b, from, length);
    crc.update(b, from, length);
    bytes += length;
  }

  /** Number and CRC32C of the bytes that were passed on so far. */
  public FileChecksum content() {
    return new FileChecksum(bytes, (int) crc.getValue());
  }
}
