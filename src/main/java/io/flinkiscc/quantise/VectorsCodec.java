package io.flinkiscc.quantise;

import io.flinkiscc.nphd.Code;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * The format of saved {@link QuantisedVectors}, all numbers big endian:
 *
 * <pre>
 *   magic      u32   0x49515643 ("IQVC")
 *   version    u16   1
 *   metric     u16   0 vectors are dropped, 1 cosine, 2 L2
 *   count      u32   number of vectors
 *   quantiser        as {@link QuantiserCodec} tells
 *   per vector: its code (bits / 8 bytes) and, if kept, its numbers (IEEE 754 floats)
 *   crc        u32   CRC32C of everything before
 * </pre>
 */
final class VectorsCodec {

  private static final int MAGIC = 0x49515643;
  private static final int VERSION = 1;

  private VectorsCodec() {}

  static void write(QuantisedVectors vectors, OutputStream out) throws IOException {
    CRC32C crc = new CRC32C();
    DataOutputStream data = new DataOutputStream(new CheckedOutputStream(out, crc));
    int count = vectors.size();
    data.writeInt(MAGIC);
    data.writeShort(VERSION);
    data.writeShort(vectors.keepsVectors() ? 1 + vectors.metric().ordinal() : 0);
    data.writeInt(count);
    vectors.quantiser().writeTo(data);
    for (int i = 0; i < count; i++) {
      data.write(vectors.code(i).toBytes());
      if (vectors.keepsVectors()) {
        for (float number : vectors.vector(i)) {
          data.writeFloat(number);
        }
      }
    }
    data.writeInt((int) crc.getValue());
    data.flush();
  }

  static QuantisedVectors read(InputStream in) throws IOException {
    CRC32C crc = new CRC32C();
    try {
      return read(new DataInputStream(new CheckedInputStream(in, crc)), crc);
    } catch (EOFException e) {
      throw new CorruptQuantiserException("The bytes end within the vectors");
    }
  }

  private static QuantisedVectors read(DataInputStream in, CRC32C crc) throws IOException {
    int magic = in.readInt();
    int version = in.readUnsignedShort();
    int metric = in.readUnsignedShort();
    int count = in.readInt();
    if (magic != MAGIC || version != VERSION) {
      throw new CorruptQuantiserException(
          "The bytes begin with %08x, version %d; vectors with %08x, this program reads version %d"
              .formatted(magic, version, MAGIC, VERSION));
    }
    if (metric > VectorMetric.values().length || count < 0) {
      throw new CorruptQuantiserException(
          "The bytes tell of metric %d and %d vectors; allowed are 0..2 and 0..%d"
              .formatted(metric, count, Integer.MAX_VALUE));
    }
    BinaryQuantiser quantiser = BinaryQuantiser.readFrom(in);
    QuantisedVectors vectors =
        metric == 0
            ? QuantisedVectors.dropping(quantiser)
            : QuantisedVectors.keeping(quantiser, VectorMetric.values()[metric - 1]);
    // Room is made as the vectors come in, because the count need not be true.
    for (int i = 0; i < count; i++) {
      Code code = Code.of(exactly(in, quantiser.bits() / Byte.SIZE));
      vectors.restore(code, metric == 0 ? null : numbers(in, quantiser.dimensions()));
    }
    int actual = (int) crc.getValue();
    int expected = in.readInt();
    if (actual != expected) {
      throw new CorruptQuantiserException(
          "The vectors are damaged: their checksum is %08x, the file says %08x"
              .formatted(actual, expected));
    }
    return vectors;
  }

  private static byte[] exactly(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private static float[] numbers(DataInputStream in, int dimensions) throws IOException {
    float[] numbers = new float[dimensions];
    for (int d = 0; d < dimensions; d++) {
      numbers[d] = in.readFloat();
    }
    return numbers;
  }
}
