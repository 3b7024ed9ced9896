package io.flinkiscc.metadata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A condition on one field. */
abstract sealed class FieldFilter extends MetadataFilter
    permits InFilter, RangeFilter, ExistsFilter {

  private final String field;
  private final MetadataSchema schema;
  private final int ordinal;

  FieldFilter(String field, int size) {
    super(size, List.of());
    this.field = Objects.requireNonNull(field, "field");
    this.schema = null;
    this.ordinal = -1;
  }

  FieldFilter(FieldFilter unbound, int size, MetadataSchema schema) {
    super(size, List.of());
    this.field = unbound.field;
    this.schema = schema;
    this.ordinal = schema.ordinal(field);
  }

  final String field() {
    return field;
  }

  /** The JSON form of the condition: its name and what it holds. */
  final Map<String, Object> toMap(String condition, Object held) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("field", field);
    map.put(condition, held);
    return map;
  }

  /**
   * Makes a value that the caller of a factory gave a plain one.
   *
   * @throws IllegalArgumentException if it is no text, number or boolean
   */
  static Object plain(String field, Object given) {
    Object plain = PlainValues.of(given);
    if (plain == null) {
      throw new IllegalArgumentException(
          "The field \"%s\" is compared to %s; allowed are text, integers of 64 bits, finite numbers, true and false"
              .formatted(field, PlainValues.show(given)));
    }
    return plain;
  }

  /**
   * Makes a value one that the values of the field can be compared to.
   *
   * @throws IllegalArgumentException if the field is not declared or the value is not of its type
   */
  final Object bindValue(MetadataSchema to, Object plain) {
    FieldType type = to.type(to.ordinal(field));
    Object value = type.elementType().convert(plain);
    if (value == null) {
      throw new IllegalArgumentException(
          "The metadata field \"%s\" is a %s and is compared to %s; allowed is %s"
              .formatted(field, type, PlainValues.show(plain), type.elementType().allowed()));
    }
    return value;
  }

  @Override
  public final boolean matches(MetadataRow row) {
    if (schema == null) {
      return bind(row.schema()).matches(row);
    }
    if (schema != row.schema() && !schema.equals(row.schema())) {
      throw new IllegalArgumentException(
          "The filter is bound to the schema %s, the row is of %s; bind the filter to the schema of the rows"
              .formatted(schema, row.schema()));
    }
    Object value = row.value(ordinal);
    return holds(value);
  }

  @Override
  public final boolean matches(Fields fields) {
    return holdsUndeclared(fields.value(field));
  }

  /**
   * Tells whether the condition holds for a value of a field that is declared nowhere.
   *
   * @param value a plain value, a list of such, or null if there is none
   */
  abstract boolean holdsUndeclared(Object value);

  /**
   * Tells whether the condition holds. Called on bound filters only.
   *
   * @param value of the field's type, or null if the row has none
   */
  abstract boolean holds(Object value);
}
