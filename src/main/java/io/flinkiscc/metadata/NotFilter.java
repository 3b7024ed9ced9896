package io.flinkiscc.metadata;

import java.util.List;
import java.util.Map;

/** The rows that another filter does not want. */
final class NotFilter extends MetadataFilter {

  private final MetadataFilter filter;

  NotFilter(MetadataFilter filter) {
    super(1, List.of(filter));
    this.filter = filter;
  }

  @Override
  public Map<String, Object> toMap() {
    return Map.of("not", filter.toMap());
  }

  @Override
  public MetadataFilter bind(MetadataSchema schema) {
    return new NotFilter(filter.bind(schema));
  }

  @Override
  public boolean matches(MetadataRow row) {
    return !filter.matches(row);
  }

  @Override
  public boolean matches(Fields fields) {
    return !filter.matches(fields);
  }
}
