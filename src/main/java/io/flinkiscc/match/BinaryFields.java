package io.flinkiscc.match;

import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.nphd.Distance;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The fields that {@link MatchCodec} is made of. Reading allocates in proportion to the bytes that
 * are really there, whatever a count or length says; a value that cannot be is an {@link
 * IOException} or, from the value class itself, an {@link IllegalArgumentException}.
 */
final class BinaryFields {

  /** Bytes that are read before a length is believed any further. */
  private static final int FIRST_STEP = 1 << 16;

  private static final int MAX_CODE_BYTES = 32;

  private BinaryFields() {}

  static void writeType(UnitType type, DataOutput out) throws IOException {
    out.writeByte(type.code());
  }

  static UnitType readType(DataInput in) throws IOException {
    return UnitType.ofCode(in.readUnsignedByte());
  }

  static void writeCode(Code code, DataOutput out) throws IOException {
    byte[] bytes = code.toBytes();
    out.writeByte(bytes.length);
    out.write(bytes);
  }

  static Code readCode(DataInput in) throws IOException {
    int length = in.readUnsignedByte();
    if (length < 1 || length > MAX_CODE_BYTES) {
      throw new IOException("a code has " + length + " bytes, allowed are 1.." + MAX_CODE_BYTES);
    }
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return Code.of(bytes);
  }

  static void writeDistance(int hamming, int bits, DataOutput out) throws IOException {
    out.writeShort(hamming);
    out.writeShort(bits);
  }

  static Distance readDistance(DataInput in) throws IOException {
    return new Distance(in.readUnsignedShort(), in.readUnsignedShort());
  }

  static boolean readFlag(DataInput in, String what) throws IOException {
    int flag = in.readUnsignedByte();
    if (flag > 1) {
      throw new IOException(what + " is " + flag + ", allowed are 0 and 1");
    }
    return flag == 1;
  }

  static void writeBytes(byte[] bytes, DataOutput out) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static byte[] readBytes(DataInput in) throws IOException {
    int length = readCount(in, "a length");
    byte[] bytes = new byte[Math.min(length, FIRST_STEP)];
    int done = 0;
    while (true) {
      in.readFully(bytes, done, bytes.length - done);
      done = bytes.length;
      if (done == length) {
        return bytes;
      }
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, done * 2L));
    }
  }

  /** Reads the number of elements that follow; callers let their collections grow with them. */
  static int readCount(DataInput in, String what) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      throw new IOException(what + " is " + count + ", allowed are numbers from 0 on");
    }
    return count;
  }

  /** Writes a list of types with something to each. */
  static <T> void writeByType(Map<UnitType, T> map, DataOutput out, Writer<T> writer)
      throws IOException {
    out.writeInt(map.size());
    for (Map.Entry<UnitType, T> entry : map.entrySet()) {
      writeType(entry.getKey(), out);
      writer.write(entry.getValue(), out);
    }
  }

  /** Reads a list of types with something to each; a type comes once at most. */
  static <T> EnumMap<UnitType, T> readByType(DataInput in, Reader<T> reader) throws IOException {
    EnumMap<UnitType, T> map = new EnumMap<>(UnitType.class);
    for (int i = readCount(in, "the number of types"); i > 0; i--) {
      UnitType type = readType(in);
      if (map.put(type, reader.read(in)) != null) {
        throw new IOException(type + " comes twice in one list");
      }
    }
    return map;
  }

  /** Writes a value. */
  interface Writer<T> {
    void write(T value, DataOutput out) throws IOException;
  }

  /** Reads a value, never null. */
  interface Reader<T> {
    T read(DataInput in) throws IOException;
  }
}
