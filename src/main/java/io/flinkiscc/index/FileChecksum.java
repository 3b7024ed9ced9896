package io.flinkiscc.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Length and CRC32C of a file.
 *
 * @param bytes its length
 * @param checksum CRC32C of all its bytes
 */
public record FileChecksum(long bytes, int checksum) {

  private static final int BUFFER = 1 << 18;

  /** Reads a file through. */
  public static FileChecksum of(Path path) throws IOException {
    CRC32C crc = new CRC32C();
    long bytes = 0;
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      while (file.read(buffer) >= 0) {
        buffer.flip();
        bytes += buffer.remaining();
        crc.update(buffer);
        buffer.clear();
      }
    }
    return new FileChecksum(bytes, (int) crc.getValue());
  }
}
