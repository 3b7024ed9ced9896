package io.flinkiscc.metadata;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The value of the field lies between two values; a list contains one that does. */
final class RangeFilter extends FieldFilter {

  private static final int SIZE = 3;

  private final Object from;
  private final boolean fromInclusive;
  private final Object to;
  private final boolean toInclusive;
  private final Object boundFrom;
  private final Object boundTo;

  RangeFilter(String field, Object from, boolean fromInclusive, Object to, boolean toInclusive) {
    super(field, SIZE);
    if (from == null && to == null) {
      throw new IllegalArgumentException(
          "The range of the field \"%s\" has no end; give one or two of gt, gte, lt and lte"
              .formatted(field));
    }
    this.from = from == null ? null : plain(field, from);
    this.fromInclusive = fromInclusive;
    this.to = to == null ? null : plain(field, to);
    this.toInclusive = toInclusive;
    this.boundFrom = null;
    this.boundTo = null;
  }

  private RangeFilter(RangeFilter unbound, MetadataSchema schema) {
    super(unbound, SIZE, schema);
    if (schema.type(schema.ordinal(field())) == FieldType.BOOLEAN) {
      throw new IllegalArgumentException(
          "The metadata field \"%s\" is a BOOLEAN, which has no ranges; compare it with eq"
              .formatted(field()));
    }
    this.from = unbound.from;
    this.fromInclusive = unbound.fromInclusive;
    this.to = unbound.to;
    this.toInclusive = unbound.toInclusive;
    this.boundFrom = from == null ? null : bindValue(schema, from);
    this.boundTo = to == null ? null : bindValue(schema, to);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> ends = new LinkedHashMap<>();
    if (from != null) {
      ends.put(fromInclusive ? "gte" : "gt", from);
    }
    if (to != null) {
      ends.put(toInclusive ? "lte" : "lt", to);
    }
    return toMap("range", ends);
  }

  @Override
  public MetadataFilter bind(MetadataSchema schema) {
    return new RangeFilter(this, schema);
  }

  @Override
  boolean holds(Object value) {
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (within(element)) {
          return true;
        }
      }
      return false;
    }
    return value != null && within(value);
  }

  @Override
  boolean holdsUndeclared(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(this::undeclaredWithin);
    }
    return value != null && undeclaredWithin(value);
  }

  private boolean undeclaredWithin(Object value) {
    return undeclaredInside(from, value, fromInclusive) && undeclaredInside(value, to, toInclusive);
  }

  private static boolean undeclaredInside(Object low, Object high, boolean inclusive) {
    if (low == null || high == null) {
      return true;
    }
    Integer order = PlainValues.compare(low, high);
    return order != null && (order < 0 || order == 0 && inclusive);
  }

  private boolean within(Object value) {
    if (boundFrom != null) {
      int order = compare(value, boundFrom);
      if (order < 0 || order == 0 && !fromInclusive) {
        return false;
      }
    }
    if (boundTo != null) {
      int order = compare(value, boundTo);
      return order < 0 || order == 0 && toInclusive;
    }
    return true;
  }

  /** Both are of the type of the field. */
  private static int compare(Object a, Object b) {
    if (a instanceof Long number) {
      return number.compareTo((Long) b);
    }
    if (a instanceof Double number) {
      return number.compareTo((Double) b);
    }
    return ((String) a).compareTo((String) b);
  }
}
