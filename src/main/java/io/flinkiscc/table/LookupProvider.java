package io.flinkiscc.table;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.connector.source.lookup.AsyncLookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.LookupFunctionProvider;
import org.apache.flink.table.connector.source.lookup.PartialCachingAsyncLookupProvider;
import org.apache.flink.table.connector.source.lookup.PartialCachingLookupProvider;
import org.apache.flink.table.connector.source.lookup.cache.LookupCache;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncLookupFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.LookupFunction;

/** Gives lookups in both forms, so that a hint can choose: async unless it says otherwise. */
class LookupProvider implements AsyncLookupFunctionProvider, LookupFunctionProvider {

  private final MatchLookup lookup;

  LookupProvider(MatchLookup lookup) {
    this.lookup = lookup;
  }

  /** The same with a cache. */
  static LookupProvider cached(MatchLookup lookup, LookupCache cache) {
    return new Cached(lookup, cache);
  }

  @Override
  public AsyncLookupFunction createAsyncLookupFunction() {
    return new AsyncMatches(lookup);
  }

  @Override
  public LookupFunction createLookupFunction() {
    return new Matches(lookup);
  }

  private static final class Cached extends LookupProvider
      implements PartialCachingAsyncLookupProvider, PartialCachingLookupProvider {
    private final LookupCache cache;

    private Cached(MatchLookup lookup, LookupCache cache) {
      super(lookup);
      this.cache = cache;
    }

    @Override
    public LookupCache getCache() {
      return cache;
    }
  }

  /** Lookups that do not wait. Public because generated code calls it. */
  public static final class AsyncMatches extends AsyncLookupFunction {
    private static final long serialVersionUID = 1L;
    private final MatchLookup lookup;

    AsyncMatches(MatchLookup lookup) {
      this.lookup = lookup;
    }

    @Override
    public void open(FunctionContext context) throws Exception {
      lookup.open(context);
    }

    @Override
    public CompletableFuture<Collection<RowData>> asyncLookup(RowData key) {
      return lookup.lookUp(key);
    }

    @Override
    public void close() {
      lookup.close();
    }
  }

  /** Lookups one after the other. Public because generated code calls it. */
  public static final class Matches extends LookupFunction {
    private static final long serialVersionUID = 1L;
    private final MatchLookup lookup;

    Matches(MatchLookup lookup) {
      this.lookup = lookup;
    }

    @Override
    public void open(FunctionContext context) throws Exception {
      lookup.open(context);
    }

    @Override
    public Collection<RowData> lookup(RowData key) throws IOException {
      return MatchLookup.await(lookup.lookUp(key));
    }

    @Override
    public void close() {
      lookup.close();
    }
  }
}
