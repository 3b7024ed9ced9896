package io.flinkiscc.table;

import io.flinkiscc.kafka.EnrichedJsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.functions.AsyncScalarFunction;
import org.apache.flink.table.functions.FunctionContext;

/**
 * SQL: {@code iscc_query(STRING) -> STRING}, the answer to a query: both in JSON, as the records of
 * the topics of queries and results ({@code schemas/query-record.schema.json}, {@code
 * schemas/enriched-record.schema.json}). So everything that can be asked can be asked in SQL. NULL
 * gives NULL; what is no query gives an answer with status {@code invalid}.
 *
 * <p>Of the options of searches only those of whom to ask and of failures hold: the query says the
 * rest. See {@link IsccSearchFunction} for where the options come from.
 */
public final class IsccQueryFunction extends AsyncScalarFunction {

  private static final long serialVersionUID = 1L;

  private final AskingFunction asking;

  /** The function with the options of the job. */
  public IsccQueryFunction() {
    this(Map.of());
  }

  IsccQueryFunction(Map<String, String> options) {
    this.asking = new AskingFunction(options);
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    asking.open(context);
  }

  /** Asks a query. */
  public void eval(CompletableFuture<String> answer, String query) {
    if (query == null) {
      answer.complete(null);
      return;
    }
    asking
        .asker()
        .ask(questions -> questions.ofJson(query))
        .whenComplete(
            (found, failure) -> {
              if (failure != null) {
                answer.completeExceptionally(failure);
              } else {
                answer.complete(
                    found
                        .map(EnrichedJsonWriter::write)
                        .map(json -> new String(json, StandardCharsets.UTF_8))
                        .orElse(null));
              }
            });
  }

  /** What the same question gives changes with the index. */
  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public void close() {
    asking.close();
  }
}
