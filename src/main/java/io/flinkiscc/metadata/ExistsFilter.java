package io.flinkiscc.metadata;

import java.util.Map;

/** The field has a value, or has none. */
final class ExistsFilter extends FieldFilter {

  private final boolean wanted;

  ExistsFilter(String field, boolean wanted) {
    super(field, 1);
    this.wanted = wanted;
  }

  private ExistsFilter(ExistsFilter unbound, MetadataSchema schema) {
    super(unbound, 1, schema);
    this.wanted = unbound.wanted;
  }

  @Override
  public Map<String, Object> toMap() {
    return toMap("exists", wanted);
  }

  @Override
  public MetadataFilter bind(MetadataSchema schema) {
    return new ExistsFilter(this, schema);
  }

  @Override
  boolean holds(Object value) {
    return (value != null) == wanted;
  }

  @Override
  boolean holdsUndeclared(Object value) {
    return holds(value);
  }
}
