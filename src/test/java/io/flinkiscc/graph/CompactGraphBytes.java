package io.flinkiscc.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Changes the bytes of stored graphs. */
final class CompactGraphBytes {

  private CompactGraphBytes() {}

  /** Makes the checksum of a changed head right again. */
  static void sign(byte[] graph) {
    CRC32C crc = new CRC32C();
    crc.update(graph, 0, CompactLayout.HEAD_BYTES - 4);
    ByteBuffer.wrap(graph)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(CompactLayout.HEAD_BYTES - 4, (int) crc.getValue());
  }
}
