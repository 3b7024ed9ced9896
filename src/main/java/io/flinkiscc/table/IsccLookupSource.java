package io.flinkiscc.table;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.LookupTableSource;
import org.apache.flink.table.connector.source.VectorSearchTableSource;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;

/** A table of an index to look up in: by lookup joins and by {@code VECTOR_SEARCH}. Immutable. */
final class IsccLookupSource implements LookupTableSource, VectorSearchTableSource {

  private final LookupColumns columns;
  private final SearchSettings settings;
  private final LookupCache cache;

  /**
   * @param cache null for none
   */
  IsccLookupSource(LookupColumns columns, SearchSettings settings, LookupCache cache) {
    this.columns = columns;
    this.settings = settings;
    this.cache = cache;
  }

  @Override
  public LookupRuntimeProvider getLookupRuntimeProvider(LookupContext context) {
    List<MatchColumn> keys = columns.keys(context.getKeys());
    MatchLookup lookup =
        new MatchLookup(settings, columns.rows(), keys, LookupColumns.indexes(context.getKeys()));
    return cache == null ? new LookupProvider(lookup) : LookupProvider.cached(lookup, cache);
  }

  @Override
  public VectorSearchRuntimeProvider getSearchRuntimeProvider(VectorSearchContext context) {
    int vector = columns.vector(context.getSearchColumns());
    try {
      SearchSettings own = settings.with(given(context.runtimeConfig()));
      return new VectorProvider(own, columns, vector);
    } catch (IllegalArgumentException e) {
      throw new ValidationException("VECTOR_SEARCH has a wrong option: " + e.getMessage(), e);
    }
  }

  /** The options of searches that a query gives. */
  private static Map<String, String> given(ReadableConfig config) {
    Map<String, String> configured = config.toMap();
    Map<String, String> given = new HashMap<>();
    for (ConfigOption<?> option : SearcherOptions.all()) {
      if (configured.containsKey(option.key())) {
        given.put(option.key(), configured.get(option.key()));
      }
    }
    return given;
  }

  @Override
  public DynamicTableSource copy() {
    return new IsccLookupSource(columns, settings, cache);
  }

  @Override
  public String asSummaryString() {
    return "ISCC index";
  }
}
