package io.flinkiscc.table;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.AsyncTableFunction;
import org.apache.flink.table.functions.FunctionContext;

/**
 * SQL: {@code LATERAL TABLE(iscc_search(code [, k [, options]]))}, the similar assets, best first.
 *
 * <p>{@code code} is an ISCC-CODE, a unit or an ISCC-ID in any spelling, or an ARRAY of units;
 * {@code k} how many at most; {@code options} further fields of a query record as a JSON object,
 * such as {@code '{"threshold":0.9,"exact":true}'}. NULL as code gives no row. What is no ISCC, and
 * answers without matches that are not complete, give one row without {@code iscc_id} that says so
 * in {@code status}, {@code completeness} and {@code reason}; with the option {@code
 * search.mark-none} every search without matches does, for LEFT JOINs.
 *
 * <p>Whom to ask are the options of the module, or {@code iscc.*} of {@code
 * pipeline.global-job-parameters}.
 */
@FunctionHint(
    output =
        @DataTypeHint(
            value =
                "ROW<iscc_id STRING, score DOUBLE, relation STRING, types MAP<STRING, DOUBLE>,"
                    + " distances MAP<STRING, ROW<hamming INT, bits INT>>, metadata STRING,"
                    + " status STRING, completeness STRING, reason STRING>",
            bridgedTo = RowData.class))
public final class IsccSearchFunction extends AsyncTableFunction<RowData> {

  private static final long serialVersionUID = 1L;

  private final AskingFunction asking;

  /** The function with the options of the job. */
  public IsccSearchFunction() {
    this(Map.of());
  }

  IsccSearchFunction(Map<String, String> options) {
    this.asking = new AskingFunction(options);
  }

  @Override
  public void open(FunctionContext context) throws Exception {
    asking.open(context);
  }

  /** Searches by one ISCC, for as many matches as the options say. */
  public void eval(CompletableFuture<Collection<RowData>> rows, String code) {
    eval(rows, code, null, null);
  }

  /** Searches by one ISCC. */
  public void eval(CompletableFuture<Collection<RowData>> rows, String code, Integer k) {
    eval(rows, code, k, null);
  }

  /** Searches by one ISCC, with further fields of the query. */
  public void eval(
      CompletableFuture<Collection<RowData>> rows, String code, Integer k, String options) {
    if (code == null) {
      rows.complete(nothingAsked());
    } else {
      ask(rows, questions -> questions.of(code, k, options));
    }
  }

  /** Searches by units, for as many matches as the options say. */
  public void eval(CompletableFuture<Collection<RowData>> rows, String[] units) {
    eval(rows, units, null, null);
  }

  /** Searches by units. */
  public void eval(CompletableFuture<Collection<RowData>> rows, String[] units, Integer k) {
    eval(rows, units, k, null);
  }

  /** Searches by units, with further fields of the query. */
  public void eval(
      CompletableFuture<Collection<RowData>> rows, String[] units, Integer k, String options) {
    if (units == null) {
      rows.complete(nothingAsked());
    } else {
      ask(rows, questions -> questions.ofUnits(Arrays.asList(units), k, options));
    }
  }

  private Collection<RowData> nothingAsked() {
    return asking.asker().marksNone() ? List.of(MatchRows.ANSWER.empty()) : List.of();
  }

  private void ask(CompletableFuture<Collection<RowData>> rows, Asker.Question question) {
    Asker asker = asking.asker();
    asker
        .ask(question)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                rows.completeExceptionally(failure);
              } else {
                rows.complete(
                    answer
                        .map(found -> MatchRows.ANSWER.of(found, asker.tells(found)))
                        .orElse(List.of()));
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
