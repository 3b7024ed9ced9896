package io.flinkiscc.metadata;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The field has one of several values; a list contains one of them. */
final class InFilter extends FieldFilter {

  private final List<Object> values;
  private final boolean single;

  /** Values of the field's type; of an unbound filter in the form for undeclared fields. */
  private final Set<Object> wanted;

  private InFilter(String field, List<Object> values, boolean single) {
    super(field, 1 + values.size());
    this.values = values;
    this.single = single;
    this.wanted = new HashSet<>();
    values.forEach(value -> wanted.add(PlainValues.comparable(value)));
  }

  private InFilter(InFilter unbound, MetadataSchema schema) {
    super(unbound, 1 + unbound.values.size(), schema);
    this.values = unbound.values;
    this.single = unbound.single;
    this.wanted = new HashSet<>();
    values.forEach(value -> wanted.add(bindValue(schema, value)));
  }

  static InFilter equal(String field, Object value) {
    return new InFilter(field, List.of(plain(field, value)), true);
  }

  static InFilter oneOf(String field, Collection<?> values) {
    List<Object> plain = new ArrayList<>(values.size());
    values.forEach(value -> plain.add(plain(field, value)));
    return new InFilter(field, List.copyOf(plain), false);
  }

  @Override
  public Map<String, Object> toMap() {
    return single ? toMap("eq", values.get(0)) : toMap("in", values);
  }

  @Override
  public MetadataFilter bind(MetadataSchema schema) {
    return new InFilter(this, schema);
  }

  @Override
  boolean holdsUndeclared(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(element -> wanted.contains(PlainValues.comparable(element)));
    }
    return value != null && wanted.contains(PlainValues.comparable(value));
  }

  @Override
  boolean holds(Object value) {
    if (value instanceof List<?> list) {
      for (Object element : list) {
        if (wanted.contains(element)) {
          return true;
        }
      }
      return false;
    }
    return value != null && wanted.contains(value);
  }
}
