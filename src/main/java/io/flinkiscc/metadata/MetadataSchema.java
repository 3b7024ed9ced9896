package io.flinkiscc.metadata;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The metadata fields of an index, in the order of their declaration.
 *
 * <p>Immutable and safe for use by many threads. Two schemas are equal if they declare the same
 * fields in the same order.
 */
public final class MetadataSchema {

  /** Most fields of a schema. */
  public static final int MAX_FIELDS = 1000;

  /** Most characters of a field name. */
  public static final int MAX_NAME_LENGTH = 200;

  private final Map<String, FieldType> fields;
  private final List<String> names;
  private final FieldType[] types;
  private final Map<String, Integer> ordinals;

  private MetadataSchema(Map<String, FieldType> fields) {
    this.fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    this.names = List.copyOf(fields.keySet());
    this.types = fields.values().toArray(FieldType[]::new);
    Map<String, Integer> byName = new LinkedHashMap<>();
    names.forEach(name -> byName.put(name, byName.size()));
    this.ordinals = byName;
  }

  /** Starts a schema without fields. */
  public static Builder builder() {
    return new Builder();
  }

  /** The fields and their types, in the order of their declaration; not modifiable. */
  public Map<String, FieldType> fields() {
    return fields;
  }

  /** The schema as names and {@link FieldType#label() type names}, as {@link #fromMap} reads it. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    fields.forEach((name, type) -> map.put(name, type.label()));
    return map;
  }

  /**
   * Reads what {@link #toMap} wrote, for example from JSON. The order of the map is the order of
   * the fields.
   *
   * @throws IllegalArgumentException if a name or a type is not allowed
   */
  public static MetadataSchema fromMap(Map<String, ?> map) {
    Builder builder = builder();
    map.forEach(
        (name, type) -> {
          if (!(type instanceof String label)) {
            throw new IllegalArgumentException(
                "The type of the metadata field \"%s\" is %s; give the name of a type, such as \"string\""
                    .formatted(name, PlainValues.show(type)));
          }
          builder.field(name, FieldType.ofLabel(label));
        });
    return builder.build();
  }

  int size() {
    return types.length;
  }

  String name(int ordinal) {
    return names.get(ordinal);
  }

  FieldType type(int ordinal) {
    return types[ordinal];
  }

  /**
   * Returns the place of a field.
   *
   * @throws IllegalArgumentException if it is not declared
   */
  int ordinal(String name) {
    Integer ordinal = ordinals.get(name);
    if (ordinal == null) {
      throw new IllegalArgumentException(
          "The metadata field \"%s\" is not declared; declared are %s"
              .formatted(name, names.isEmpty() ? "no fields" : names));
    }
    return ordinal;
  }

  @Override
  public boolean equals(Object o) {
    return this == o
        || o instanceof MetadataSchema other
            && new ArrayList<>(fields.entrySet()).equals(new ArrayList<>(other.fields.entrySet()));
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    return toMap().toString();
  }

  /** Declares the fields of a schema. For one thread. */
  public static final class Builder {
    private final List<Map.Entry<String, FieldType>> declared = new ArrayList<>();

    private Builder() {}

    /**
     * Declares a field.
     *
     * @param name 1 to {@value MetadataSchema#MAX_NAME_LENGTH} characters, once per schema
     * @param type what its values are
     */
    public Builder field(String name, FieldType type) {
      declared.add(new SimpleImmutableEntry<>(name, type));
      return this;
    }

    /**
     * Makes the schema.
     *
     * @throws IllegalArgumentException if there are too many fields, or a name is empty, too long,
     *     no valid Unicode or given twice, or a type is missing
     */
    public MetadataSchema build() {
      if (declared.size() > MAX_FIELDS) {
        throw new IllegalArgumentException(
            declared.size() + " metadata fields are declared, allowed are " + MAX_FIELDS);
      }
      Map<String, FieldType> fields = new LinkedHashMap<>();
      for (Map.Entry<String, FieldType> field : declared) {
        String name = field.getKey();
        if (name == null || name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
          throw new IllegalArgumentException(
              "The name of a metadata field is %s; allowed are 1..%d characters"
                  .formatted(PlainValues.show(name), MAX_NAME_LENGTH));
        }
        if (PlainValues.utf8(name) == null) {
          throw new IllegalArgumentException(
              "The name of a metadata field is no valid Unicode: a surrogate stands alone");
        }
        if (field.getValue() == null) {
          throw new IllegalArgumentException(
              "The metadata field \"%s\" has no type".formatted(name));
        }
        if (fields.put(name, field.getValue()) != null) {
          throw new IllegalArgumentException(
              "The metadata field \"%s\" is declared twice".formatted(name));
        }
      }
      return new MetadataSchema(fields);
    }
  }
}
