package io.flinkiscc.metadata;

import java.util.List;
import java.util.Map;

/** All, or at least one, of several filters. */
final class GroupFilter extends MetadataFilter {

  private final boolean all;
  private final MetadataFilter[] filters;

  GroupFilter(boolean all, List<MetadataFilter> filters) {
    super(1, filters);
    this.all = all;
    this.filters = filters.toArray(MetadataFilter[]::new);
  }

  @Override
  public Map<String, Object> toMap() {
    return Map.of(all ? "and" : "or", toMaps(List.of(filters)));
  }

  @Override
  public MetadataFilter bind(MetadataSchema schema) {
    return new GroupFilter(all, List.of(filters).stream().map(f -> f.bind(schema)).toList());
  }

  @Override
  public boolean matches(MetadataRow row) {
    for (MetadataFilter filter : filters) {
      if (filter.matches(row) != all) {
        return !all;
      }
    }
    return all;
  }

  @Override
  public boolean matches(Fields fields) {
    for (MetadataFilter filter : filters) {
      if (filter.matches(fields) != all) {
        return !all;
      }
    }
    return all;
  }
}
