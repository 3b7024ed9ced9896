package io.flinkiscc.kafka;

import io.flinkiscc.iscc.IsccException;
import io.flinkiscc.iscc.IsccId;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.nphd.Code;
import io.flinkiscc.types.BinarySerializer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Binary forms of the values that several record serializers share. */
final class RecordFields {

  /** Largest array of a JVM, for fields whose length only the record limit bounds. */
  static final int ANY_LENGTH = Integer.MAX_VALUE - 8;

  private static final int FIRST_CAPACITY = 64;

  private RecordFields() {}

  /** Writes one element of a list or map. */
  @FunctionalInterface
  interface Writer<T> {
    void write(DataOutput out, T element) throws IOException;
  }

  /** Reads one element of a list or map. */
  @FunctionalInterface
  interface Reader<T> {
    T read(DataInput in) throws IOException;
  }

  /** Reads a text that must be there. */
  static String readText(DataInput in, int limit) throws IOException {
    String text = BinarySerializer.readString(in, limit);
    if (text == null) {
      throw new IOException("A text that must be there is absent");
    }
    return text;
  }

  static <T> void writeList(DataOutput out, Collection<T> list, Writer<T> writer)
      throws IOException {
    out.writeInt(list.size());
    for (T element : list) {
      writer.write(out, element);
    }
  }

  static <T> List<T> readList(DataInput in, Reader<T> reader) throws IOException {
    int size = requireNotNegative(in.readInt(), "number of elements");
    // The elements that are really there decide, not a number that may lie.
    List<T> list = new ArrayList<>(Math.min(size, FIRST_CAPACITY));
    for (int i = 0; i < size; i++) {
      list.add(reader.read(in));
    }
    return Collections.unmodifiableList(list);
  }

  static <T> void writeByType(DataOutput out, Map<UnitType, T> map, Writer<T> writer)
      throws IOException {
    out.writeByte(map.size());
    for (Map.Entry<UnitType, T> entry : map.entrySet()) {
      out.writeByte(entry.getKey().code());
      writer.write(out, entry.getValue());
    }
  }

  static <T> Map<UnitType, T> readByType(DataInput in, Reader<T> reader) throws IOException {
    int size = in.readUnsignedByte();
    Map<UnitType, T> map = new EnumMap<>(UnitType.class);
    for (int i = 0; i < size; i++) {
      UnitType type = readType(in);
      map.put(type, reader.read(in));
    }
    return map;
  }

  static void writeType(DataOutput out, UnitType type) throws IOException {
    out.writeByte(type.code());
  }

  static UnitType readType(DataInput in) throws IOException {
    try {
      return UnitType.ofCode(in.readUnsignedByte());
    } catch (IsccException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static void writeId(DataOutput out, IsccId id) throws IOException {
    out.writeByte(id.realm());
    out.writeLong(id.body());
  }

  static IsccId readId(DataInput in) throws IOException {
    try {
      return IsccId.of(in.readUnsignedByte(), in.readLong());
    } catch (IsccException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static void writeUnit(DataOutput out, IsccUnit unit) throws IOException {
    writeType(out, unit.type());
    byte[] body = unit.body();
    out.writeByte(body.length);
    out.write(body);
  }

  static IsccUnit readUnit(DataInput in) throws IOException {
    UnitType type = readType(in);
    try {
      return IsccUnit.of(type, readShort(in));
    } catch (IsccException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static void writeCode(DataOutput out, Code code) throws IOException {
    byte[] bytes = code.toBytes();
    out.writeByte(bytes.length);
    out.write(bytes);
  }

  static Code readCode(DataInput in) throws IOException {
    try {
      return Code.of(readShort(in));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static byte[] readShort(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readUnsignedByte()];
    in.readFully(bytes);
    return bytes;
  }

  static <E extends Enum<E>> E readEnum(int ordinal, E[] values) throws IOException {
    if (ordinal >= values.length) {
      throw new IOException(
          "A field has the constant number " + ordinal + "; known are 0.." + (values.length - 1));
    }
    return values[ordinal];
  }

  static int requireNotNegative(int value, String name) throws IOException {
    return (int) requireNotNegative((long) value, name);
  }

  static long requireNotNegative(long value, String name) throws IOException {
    if (value < 0) {
      throw new IOException("The " + name + " is " + value + "; allowed are numbers from 0 on");
    }
    return value;
  }
}
