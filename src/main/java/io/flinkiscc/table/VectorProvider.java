package io.flinkiscc.table;

import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.kafka.ReasonCode;
import io.flinkiscc.kafka.RecordRejectedException;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.connector.source.search.AsyncVectorSearchFunctionProvider;
import org.apache.flink.table.connector.source.search.VectorSearchFunctionProvider;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncVectorSearchFunction;
import org.apache.flink.table.functions.FunctionContext;
import org.apache.flink.table.functions.VectorSearchFunction;

/** Gives vector searches in both forms: async unless the query says {@code 'async','false'}. */
final class VectorProvider
    implements AsyncVectorSearchFunctionProvider, VectorSearchFunctionProvider {

  private final VectorLookup lookup;

  VectorProvider(SearchSettings settings, LookupColumns columns, int vector) {
    this.lookup = new VectorLookup(settings, columns, vector);
  }

  @Override
  public AsyncVectorSearchFunction createAsyncVectorSearchFunction() {
    return new AsyncMatches(lookup);
  }

  @Override
  public VectorSearchFunction createVectorSearchFunction() {
    return new Matches(lookup);
  }

  /** Answers the rows of a vector search: the columns of the table and the score. */
  private static final class VectorLookup implements Serializable {
    private static final long serialVersionUID = 1L;
    private final SearchSettings settings;
    private final MatchRows rows;
    private final int vector;
    private transient Asker asker;

    private VectorLookup(SearchSettings settings, LookupColumns columns, int vector) {
      this.settings = settings;
      this.rows = columns.rowsWithScore();
      this.vector = vector;
    }

    private void open(FunctionContext context) throws IOException, InterruptedException {
      asker = Asker.open(settings, context);
    }

    private CompletableFuture<Collection<RowData>> lookUp(int k, RowData query) {
      if (query.isNullAt(0)) {
        return CompletableFuture.completedFuture(List.of());
      }
      return asker
          .ask(questions -> questions.ofUnits(units(query), k, null))
          .thenApply(
              answer -> answer.map(found -> rows.of(found, asker.tells(found))).orElse(List.of()))
          .thenApply(found -> withVector(found, query));
    }

    private static List<String> units(RowData query) throws RecordRejectedException {
      try {
        List<String> units = new ArrayList<>();
        for (IsccUnit unit : CodeVector.units(query.getArray(0))) {
          units.add(unit.canonical());
        }
        return units;
      } catch (IllegalArgumentException e) {
        throw new RecordRejectedException(ReasonCode.INVALID_ISCC, e.getMessage());
      }
    }

    private Collection<RowData> withVector(Collection<RowData> found, RowData query) {
      for (RowData row : found) {
        ((GenericRowData) row).setField(vector, query.getArray(0));
      }
      return found;
    }

    private void close() {
      if (asker != null) {
        asker.close();
        asker = null;
      }
    }
  }

  /** Searches that do not wait. Public because generated code calls it. */
  public static final class AsyncMatches extends AsyncVectorSearchFunction {
    private static final long serialVersionUID = 1L;
    private final VectorLookup lookup;

    private AsyncMatches(VectorLookup lookup) {
      this.lookup = lookup;
    }

    @Override
    public void open(FunctionContext context) throws Exception {
      lookup.open(context);
    }

    @Override
    public CompletableFuture<Collection<RowData>> asyncVectorSearch(int topK, RowData query) {
      return lookup.lookUp(topK, query);
    }

    @Override
    public void close() {
      lookup.close();
    }
  }

  /** Searches one after the other. Public because generated code calls it. */
  public static final class Matches extends VectorSearchFunction {
    private static final long serialVersionUID = 1L;
    private final VectorLookup lookup;

    private Matches(VectorLookup lookup) {
      this.lookup = lookup;
    }

    @Override
    public void open(FunctionContext context) throws Exception {
      lookup.open(context);
    }

    @Override
    public Collection<RowData> vectorSearch(int topK, RowData query) throws IOException {
      return MatchLookup.await(lookup.lookUp(topK, query));
    }

    @Override
    public void close() {
      lookup.close();
    }
  }
}
