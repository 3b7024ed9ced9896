package io.flinkiscc.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metadata of one entry: for each declared field a value or none.
 *
 * <p>Immutable and safe for use by many threads. Rows are equal if their schemas and values are.
 */
public final class MetadataRow {

  /** Most bytes of the {@link #toBytes binary form} of a row. */
  public static final int MAX_BYTES = 16 << 20;

  private final MetadataSchema schema;
  private final Object[] values;

  /** Takes the array; its values are of the types of the schema or null. */
  MetadataRow(MetadataSchema schema, Object[] values) {
    this.schema = schema;
    this.values = values;
  }

  /** A row without values. */
  public static MetadataRow empty(MetadataSchema schema) {
    return new MetadataRow(schema, new Object[schema.size()]);
  }

  /**
   * Makes a row of the values of declared fields.
   *
   * @param values by name of the field; a field that is missing or null has no value. Texts are
   *     {@link String}, integers any of Java's integer types or a {@link java.math.BigInteger} that
   *     fits 64 bits, numbers also {@link Float} and {@link Double}, lists any {@link Collection}
   *     of texts
   * @throws IllegalArgumentException if a field is not declared, a value is not of its type, or the
   *     row is larger than {@value #MAX_BYTES} bytes
   */
  public static MetadataRow fromMap(MetadataSchema schema, Map<String, ?> values) {
    Object[] byOrdinal = new Object[schema.size()];
    values.forEach(
        (name, value) -> {
          int ordinal = schema.ordinal(name);
          if (value != null) {
            byOrdinal[ordinal] = value(name, schema.type(ordinal), value);
          }
        });
    MetadataRow row = new MetadataRow(schema, byOrdinal);
    RowCodec.checkSize(row);
    return row;
  }

  private static Object value(String name, FieldType type, Object given) {
    if (type == FieldType.STRING_LIST) {
      if (!(given instanceof Collection<?> list)) {
        throw wrong(name, type, given);
      }
      List<String> texts = new ArrayList<>(list.size());
      for (Object element : list) {
        texts.add((String) single(name, FieldType.STRING, element));
      }
      return Collections.unmodifiableList(texts);
    }
    return single(name, type, given);
  }

  private static Object single(String name, FieldType type, Object given) {
    Object value = type.convert(PlainValues.of(given));
    if (value == null) {
      throw wrong(name, type, given);
    }
    if (value instanceof String text && PlainValues.utf8(text) == null) {
      throw new IllegalArgumentException(
          "A text of the metadata field \"%s\" is no valid Unicode: a surrogate stands alone"
              .formatted(name));
    }
    return value;
  }

  private static IllegalArgumentException wrong(String name, FieldType type, Object given) {
    return new IllegalArgumentException(
        "The metadata field \"%s\" is a %s and was given %s; allowed is %s"
            .formatted(name, type, PlainValues.show(given), type.allowed()));
  }

  /** The schema this row is made for. */
  public MetadataSchema schema() {
    return schema;
  }

  /**
   * Returns the value of a field: a {@link String}, {@link Long}, {@link Double}, {@link Boolean},
   * an unmodifiable list of Strings, or null if there is none.
   *
   * @throws IllegalArgumentException if the field is not declared
   */
  public Object get(String name) {
    return values[schema.ordinal(name)];
  }

  /** The fields that have values, in the order of the schema; not modifiable. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] != null) {
        map.put(schema.name(i), values[i]);
      }
    }
    return Collections.unmodifiableMap(map);
  }

  /** The binary form, to be read by {@link #fromBytes}; equal rows have equal bytes. */
  public byte[] toBytes() {
    return RowCodec.encode(this);
  }

  /**
   * Reads the binary form up to the end of the buffer. The bytes need not be trusted.
   *
   * @param schema the schema the row was written with, or one that declares further fields behind
   *     those
   * @throws CorruptRowException if the bytes are no such row, or of a newer version
   */
  public static MetadataRow fromBytes(MetadataSchema schema, ByteBuffer bytes)
      throws CorruptRowException {
    return RowCodec.decode(schema, bytes);
  }

  /** The heap that the row holds, in bytes, without its schema: an estimate. */
  public long heapBytes() {
    long sum = RowHeap.ofRow(values.length);
    for (Object value : values) {
      sum += RowHeap.ofValue(value);
    }
    return sum;
  }

  /** The value of a field by its place in the schema, or null. */
  Object value(int ordinal) {
    return values[ordinal];
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof MetadataRow other
        && Arrays.equals(values, other.values)
        && schema.equals(other.schema);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return toMap().toString();
  }
}
