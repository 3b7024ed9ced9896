package io.flinkiscc.table;

import io.flinkiscc.iscc.IsccId;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.functions.FunctionContext;

/**
 * Answers the rows of a lookup join: similar assets, or with {@code iscc_id} as key the asset
 * itself. The rows it gives have what was searched by in the key columns.
 */
final class MatchLookup implements Serializable {

  private static final long serialVersionUID = 1L;

  private final SearchSettings settings;
  private final MatchRows rows;
  private final List<MatchColumn> keys;
  private final int[] keyIndexes;
  private transient Asker asker;

  /**
   * @param keys what the columns of a key are
   * @param keyIndexes where they are in a row
   */
  MatchLookup(SearchSettings settings, MatchRows rows, List<MatchColumn> keys, int[] keyIndexes) {
    this.settings = settings;
    this.rows = rows;
    this.keys = List.copyOf(keys);
    this.keyIndexes = keyIndexes.clone();
  }

  void open(FunctionContext context) throws IOException, InterruptedException {
    asker = Asker.open(settings, context);
  }

  CompletableFuture<Collection<RowData>> lookUp(RowData key) {
    Integer k = null;
    int subject = 0;
    for (int i = 0; i < keys.size(); i++) {
      if (key.isNullAt(i)) {
        return CompletableFuture.completedFuture(List.of());
      }
      if (keys.get(i) == MatchColumn.K) {
        k = key.getInt(i);
      } else {
        subject = i;
      }
    }
    Object[] echoed = new Object[keys.size()];
    for (int i = 0; i < echoed.length; i++) {
      echoed[i] = field(key, i);
    }
    return find(key, subject, k).thenApply(found -> withKeys(found, echoed));
  }

  private Object field(RowData key, int i) {
    return switch (keys.get(i)) {
      case K -> key.getInt(i);
      case UNITS -> key.getArray(i);
      default -> key.getString(i);
    };
  }

  private CompletableFuture<Collection<RowData>> find(RowData key, int subject, Integer k) {
    if (keys.get(subject) == MatchColumn.ISCC_ID) {
      return get(key.getString(subject).toString());
    }
    Asker.Question question;
    if (keys.get(subject) == MatchColumn.UNITS) {
      List<String> units = texts(key.getArray(subject));
      question = questions -> questions.ofUnits(units, k, null);
    } else {
      String code = key.getString(subject).toString();
      question = questions -> questions.of(code, k, null);
    }
    return asker
        .ask(question)
        .thenApply(
            answer -> answer.map(found -> rows.of(found, asker.tells(found))).orElse(List.of()));
  }

  private CompletableFuture<Collection<RowData>> get(String text) {
    Optional<IsccId> id = AnyIscc.id(text);
    if (id.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    return asker
        .get(id.get())
        .thenApply(
            asset -> asset.map(found -> List.of(rows.of(id.get(), found))).orElse(List.of()));
  }

  private static List<String> texts(ArrayData array) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      texts.add(array.isNullAt(i) ? null : array.getString(i).toString());
    }
    return texts;
  }

  private Collection<RowData> withKeys(Collection<RowData> found, Object[] echoed) {
    for (RowData row : found) {
      for (int i = 0; i < echoed.length; i++) {
        ((GenericRowData) row).setField(keyIndexes[i], echoed[i]);
      }
    }
    return found;
  }

  /** Waits for an answer. */
  static <T> T await(CompletableFuture<T> answer) throws IOException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an answer was waited for", e);
    }
  }

  void close() {
    if (asker != null) {
      asker.close();
      asker = null;
    }
  }
}
