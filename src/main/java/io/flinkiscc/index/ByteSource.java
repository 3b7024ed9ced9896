package io.flinkiscc.index;

import java.io.IOException;

/** A file somewhere else, of which parts can be read. For one thread. */
@FunctionalInterface
public interface ByteSource {

  /**
   * Reads bytes from anywhere in the file; ascending offsets may be cheaper.
   *
   * @param offset of the first byte in the file
   * @param to where the bytes go; wholly filled
   * @throws IOException if they cannot be read, or the file ends before
   */
  void read(long offset, byte[] to) throws IOException;
}
