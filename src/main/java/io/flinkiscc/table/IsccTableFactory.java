package io.flinkiscc.table;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.connector.source.lookup.cache.DefaultLookupCache;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;
import org.apache.flink.table.factories.DynamicTableSinkFactory;
import org.apache.flink.table.factories.DynamicTableSourceFactory;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * The connector {@code iscc-index}. As a sink a table feeds an index in the job itself; as a source
 * it is looked up in, by lookup joins and {@code VECTOR_SEARCH}, and asks an index that runs
 * elsewhere, or a snapshot.
 *
 * <p>All options are optional by themselves: a sink needs {@code index.realm}, a source {@code
 * registry} or, with {@code mode} {@code snapshot}, {@code snapshot.path}.
 */
public final class IsccTableFactory implements DynamicTableSourceFactory, DynamicTableSinkFactory {

  private static final String NAME = "iscc-index";

  @Override
  public DynamicTableSource createDynamicTableSource(Context context) {
    ReadableConfig options = options(context);
    LookupColumns columns =
        checked(context, () -> LookupColumns.of(context.getPhysicalRowDataType()));
    SearchSettings settings =
        checked(context, () -> SearchSettings.of(context.getCatalogTable().getOptions()));
    return new IsccLookupSource(columns, settings, checked(context, () -> cache(options)));
  }

  private static LookupCache cache(ReadableConfig options) {
    return switch (options.get(LookupOptions.CACHE_TYPE)) {
      case NONE -> null;
      case PARTIAL -> DefaultLookupCache.fromConfig(options);
      case FULL ->
          throw new ValidationException(
              "lookup.cache is FULL; allowed are NONE and PARTIAL, because what is similar to a key"
                  + " is not known beforehand");
    };
  }

  @Override
  public DynamicTableSink createDynamicTableSink(Context context) {
    ReadableConfig options = options(context);
    Map<String, String> given = context.getCatalogTable().getOptions();
    if (context.getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
        == RuntimeExecutionMode.BATCH) {
      throw wrong(
          context,
          "an index is fed in streaming mode only; SET 'execution.runtime-mode' = 'streaming'",
          null);
    }
    return checked(
        context,
        () ->
            new IsccIndexSink(
                context.getObjectIdentifier().asSummaryString(),
                IngestColumns.of(context.getPhysicalRowDataType(), context.getPrimaryKeyIndexes()),
                SinkOptions.index(options, ServiceOptions.of(options, given).orElse(null)),
                options.get(SinkOptions.REALM),
                options.get(SinkOptions.UID),
                DeadLetterOptions.sink(options, given)));
  }

  private ReadableConfig options(Context context) {
    FactoryUtil.TableFactoryHelper helper = FactoryUtil.createTableFactoryHelper(this, context);
    helper.validateExcept(
        DeadLetterOptions.KAFKA_PROPERTIES,
        ServiceSource.KAFKA_PROPERTIES,
        ServiceOptions.KAFKA_PROPERTIES);
    return helper.getOptions();
  }

  private static <T> T checked(Context context, Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException | ValidationException e) {
      throw wrong(context, e.getMessage(), e);
    }
  }

  private static ValidationException wrong(Context context, String why, Exception cause) {
    return new ValidationException(
        "The table " + context.getObjectIdentifier().asSummaryString() + ": " + why, cause);
  }

  @Override
  public String factoryIdentifier() {
    return NAME;
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of();
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    Set<ConfigOption<?>> all = new HashSet<>(SinkOptions.all());
    all.addAll(SearcherOptions.all());
    all.addAll(ServiceOptions.all());
    all.addAll(DeadLetterOptions.all());
    all.addAll(
        List.of(
            FactoryUtil.SINK_PARALLELISM,
            LookupOptions.CACHE_TYPE,
            LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_ACCESS,
            LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_WRITE,
            LookupOptions.PARTIAL_CACHE_CACHE_MISSING_KEY,
            LookupOptions.PARTIAL_CACHE_MAX_ROWS));
    return all;
  }
}
