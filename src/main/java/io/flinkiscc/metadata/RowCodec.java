package io.flinkiscc.metadata;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The binary form of a {@link MetadataRow}.
 *
 * <pre>
 *   version   u8    1
 *   count     uint  number of fields that have a value, then for each, by ascending place:
 *     place   uint  place of the field in the schema, from 0
 *     type    u8    0 string, 1 long, 2 double, 3 boolean, 4 string list
 *     value         string: uint bytes, then UTF-8 bytes
 *                   long: 8 bytes, big endian; double: its IEEE 754 bits as a long
 *                   boolean: u8, 0 or 1
 *                   string list: uint elements, then each as a string
 * </pre>
 *
 * <p>A uint is 1 to 5 bytes of 7 bits each, lowest first, the high bit set in all but the last.
 */
final class RowCodec {

  private static final byte VERSION = 1;

  private RowCodec() {}

  static void checkSize(MetadataRow row) {
    long length = length(row);
    if (length > MetadataRow.MAX_BYTES) {
      throw new IllegalArgumentException(
          "A row of metadata takes %d bytes, allowed are %d"
              .formatted(length, MetadataRow.MAX_BYTES));
    }
  }

  private static long length(MetadataRow row) {
    // Places and counts take at most 5 bytes: the sum bounds the form from above.
    long length = 6;
    for (int i = 0; i < row.schema().size(); i++) {
      Object value = row.value(i);
      if (value instanceof List<?> list) {
        length += 11;
        for (Object element : list) {
          length += 5 + utf8Length((String) element);
        }
      } else if (value != null) {
        length += 6 + (value instanceof String text ? 5 + utf8Length(text) : Long.BYTES);
      }
    }
    return length;
  }

  private static long utf8Length(String text) {
    long length = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // The two halves of a pair make four bytes together.
      length += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return length;
  }

  static byte[] encode(MetadataRow row) {
    MetadataSchema schema = row.schema();
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(length(row)));
    out.put(VERSION);
    putUint(out, row.toMap().size());
    for (int i = 0; i < schema.size(); i++) {
      if (row.value(i) != null) {
        putUint(out, i);
        out.put((byte) schema.type(i).ordinal());
        putValue(out, row.value(i));
      }
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static void putValue(ByteBuffer out, Object value) {
    if (value instanceof String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      putUint(out, bytes.length);
      out.put(bytes);
    } else if (value instanceof Long number) {
      out.putLong(number);
    } else if (value instanceof Double number) {
      out.putDouble(number);
    } else if (value instanceof Boolean flag) {
      out.put((byte) (flag ? 1 : 0));
    } else {
      List<?> list = (List<?>) value;
      putUint(out, list.size());
      list.forEach(element -> putValue(out, element));
    }
  }

  private static void putUint(ByteBuffer out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  static MetadataRow decode(MetadataSchema schema, ByteBuffer in) throws CorruptRowException {
    try {
      return read(schema, in);
    } catch (BufferUnderflowException e) {
      throw new CorruptRowException("The bytes end within a row of metadata");
    }
  }

  private static MetadataRow read(MetadataSchema schema, ByteBuffer in) throws CorruptRowException {
    if (in.remaining() > MetadataRow.MAX_BYTES) {
      throw new CorruptRowException(
          "A row of metadata has %d bytes, allowed are %d"
              .formatted(in.remaining(), MetadataRow.MAX_BYTES));
    }
    int version = in.get();
    if (version != VERSION) {
      throw new CorruptRowException(
          "A row of metadata is of version %d, this program reads version %d"
              .formatted(version, VERSION));
    }
    int count = getUint(in, schema.size(), "number of fields");
    Object[] values = new Object[schema.size()];
    int last = -1;
    for (int i = 0; i < count; i++) {
      int place = getUint(in, schema.size() - 1, "place of a field");
      if (place <= last) {
        throw new CorruptRowException("A row of metadata has field " + place + " after " + last);
      }
      FieldType type = schema.type(place);
      int given = in.get();
      if (given != type.ordinal()) {
        throw new CorruptRowException(
            "A row of metadata holds type %d for the field \"%s\", which is a %s (%d)"
                .formatted(given, schema.name(place), type, type.ordinal()));
      }
      values[place] = getValue(in, type);
      last = place;
    }
    if (in.hasRemaining()) {
      throw new CorruptRowException(in.remaining() + " bytes follow a row of metadata");
    }
    return new MetadataRow(schema, values);
  }

  private static Object getValue(ByteBuffer in, FieldType type) throws CorruptRowException {
    return switch (type) {
      case STRING -> getText(in);
      case LONG -> in.getLong();
      case DOUBLE -> getDouble(in);
      case BOOLEAN -> getBoolean(in);
      case STRING_LIST -> getTexts(in);
    };
  }

  private static Double getDouble(ByteBuffer in) throws CorruptRowException {
    long bits = in.getLong();
    double number = Double.longBitsToDouble(bits);
    if (!Double.isFinite(number) || bits == Long.MIN_VALUE) {
      throw new CorruptRowException("A row of metadata holds the number " + number);
    }
    return number;
  }

  private static Boolean getBoolean(ByteBuffer in) throws CorruptRowException {
    int flag = in.get();
    if (flag != 0 && flag != 1) {
      throw new CorruptRowException("A row of metadata holds " + flag + " for a boolean");
    }
    return flag == 1;
  }

  private static List<String> getTexts(ByteBuffer in) throws CorruptRowException {
    int size = getLength(in, "number of texts");
    List<String> texts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      texts.add(getText(in));
    }
    return Collections.unmodifiableList(texts);
  }

  private static String getText(ByteBuffer in) throws CorruptRowException {
    int length = getLength(in, "length of a text");
    ByteBuffer bytes = in.slice(in.position(), length);
    in.position(in.position() + length);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptRowException("A row of metadata holds a text that is no UTF-8");
    }
  }

  /** Reads how many things follow that take at least one byte each. */
  private static int getLength(ByteBuffer in, String what) throws CorruptRowException {
    int length = getUint(in, MetadataRow.MAX_BYTES, what);
    if (length > in.remaining()) {
      throw new CorruptRowException(
          "The %s in a row of metadata is %d, only %d bytes follow"
              .formatted(what, length, in.remaining()));
    }
    return length;
  }

  private static int getUint(ByteBuffer in, int most, String what) throws CorruptRowException {
    long value = 0;
    for (int shift = 0; shift <= 28; shift += 7) {
      int next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        if (next == 0 && shift > 0) {
          throw new CorruptRowException(
              "The " + what + " in a row of metadata is written too long");
        }
        if (value > most) {
          throw new CorruptRowException(
              "The %s in a row of metadata is %d, allowed are 0..%d".formatted(what, value, most));
        }
        return (int) value;
      }
    }
    throw new CorruptRowException("The " + what + " in a row of metadata is longer than 5 bytes");
  }
}
