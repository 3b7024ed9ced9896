package io.flinkiscc.quantise;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The format of saved quantisers, all numbers big endian:
 *
 * <pre>
 *   magic       u32   0x49514E54 ("IQNT")
 *   version     u16   1
 *   method      u8    0 median threshold, 1 random rotation
 *   reserved    u8    0
 *   bits        u16   64..256 in steps of 32
 *   reserved    u16   0
 *   dimensions  u32   1..16384
 *   median threshold: per bit the dimension (u32) and the threshold (IEEE 754 float)
 *   random rotation: seed (i64), then per bit the median (IEEE 754 float); the axes follow from the
 *                    seed as {@link RandomRotation} makes them
 *   crc         u32   CRC32C of everything before
 * </pre>
 */
final class QuantiserCodec {

  private static final int MAGIC = 0x49514E54;
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 16;

  private QuantiserCodec() {}

  static void write(BinaryQuantiser quantiser, OutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(bytes);
    data.writeInt(MAGIC);
    data.writeShort(VERSION);
    data.writeByte(quantiser.method().ordinal());
    data.writeByte(0);
    data.writeShort(quantiser.bits());
    data.writeShort(0);
    data.writeInt(quantiser.dimensions());
    if (quantiser instanceof MedianThresholdQuantiser median) {
      for (int bit = 0; bit < median.bits(); bit++) {
        data.writeInt(median.dimensionOfBit(bit));
        data.writeFloat(median.threshold(bit));
      }
    } else if (quantiser instanceof RandomRotationQuantiser rotation) {
      data.writeLong(rotation.seed());
      for (int bit = 0; bit < rotation.bits(); bit++) {
        data.writeFloat(rotation.median(bit));
      }
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes.toByteArray());
    data.writeInt((int) crc.getValue());
    bytes.writeTo(out);
  }

  static BinaryQuantiser read(InputStream in) throws IOException {
    byte[] header = exactly(in, HEADER_BYTES);
    ByteBuffer fields = ByteBuffer.wrap(header);
    int magic = fields.getInt();
    if (magic != MAGIC) {
      throw new CorruptQuantiserException(
          "The bytes begin with %08x, a quantiser with %08x".formatted(magic, MAGIC));
    }
    int version = fields.getShort() & 0xFFFF;
    if (version != VERSION) {
      throw new CorruptQuantiserException(
          "The quantiser is of version %d, this program reads version %d"
              .formatted(version, VERSION));
    }
    int method = fields.get() & 0xFF;
    int reserved = fields.get();
    int bits = fields.getShort() & 0xFFFF;
    reserved |= fields.getShort();
    int dimensions = fields.getInt();
    if (method > 1
        || reserved != 0
        || bits < BinaryQuantiser.MIN_BITS
        || bits > BinaryQuantiser.MAX_BITS
        || bits % 32 != 0
        || dimensions < 1
        || dimensions > BinaryQuantiser.MAX_DIMENSIONS) {
      throw new CorruptQuantiserException(
          "The quantiser says method %d, %d bits, %d dimensions; allowed are 0..1, 64..256 in steps of 32, 1..%d"
              .formatted(method, bits, dimensions, BinaryQuantiser.MAX_DIMENSIONS));
    }
    byte[] body = exactly(in, method == 0 ? 8 * bits : 8 + 4 * bits);
    int expected = ByteBuffer.wrap(exactly(in, 4)).getInt();
    CRC32C crc = new CRC32C();
    crc.update(header);
    crc.update(body);
    if ((int) crc.getValue() != expected) {
      throw new CorruptQuantiserException(
          "The quantiser is damaged: its checksum is %08x, the file says %08x"
              .formatted((int) crc.getValue(), expected));
    }
    ByteBuffer values = ByteBuffer.wrap(body);
    return method == 0 ? median(values, dimensions, bits) : rotation(values, dimensions, bits);
  }

  private static BinaryQuantiser median(ByteBuffer values, int dimensions, int bits)
      throws CorruptQuantiserException {
    int[] dimensionOfBit = new int[bits];
    float[] thresholds = new float[bits];
    for (int bit = 0; bit < bits; bit++) {
      dimensionOfBit[bit] = values.getInt();
      if (dimensionOfBit[bit] < 0 || dimensionOfBit[bit] >= dimensions) {
        throw new CorruptQuantiserException(
            "Bit %d of the quantiser is of dimension %d, there are %d"
                .formatted(bit, dimensionOfBit[bit], dimensions));
      }
      thresholds[bit] = finite(values.getFloat(), bit);
    }
    return new MedianThresholdQuantiser(dimensions, dimensionOfBit, thresholds);
  }

  private static BinaryQuantiser rotation(ByteBuffer values, int dimensions, int bits)
      throws CorruptQuantiserException {
    long seed = values.getLong();
    float[] medians = new float[bits];
    for (int bit = 0; bit < bits; bit++) {
      medians[bit] = finite(values.getFloat(), bit);
    }
    return new RandomRotationQuantiser(dimensions, seed, medians);
  }

  private static float finite(float value, int bit) throws CorruptQuantiserException {
    if (!Float.isFinite(value)) {
      throw new CorruptQuantiserException(
          "The threshold of bit %d of the quantiser is %s".formatted(bit, value));
    }
    return value;
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new CorruptQuantiserException("The bytes end within the quantiser");
    }
    return bytes;
  }
}
