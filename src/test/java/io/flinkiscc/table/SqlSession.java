package io.flinkiscc.table;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Runs SQL on the cluster of a test. */
final class SqlSession {

  private final StreamExecutionEnvironment env;
  private final StreamTableEnvironment tables;

  /** A session of its own, with the scalar functions of the module loaded under their names. */
  SqlSession() {
    this.env = StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    env.setParallelism(2);
    this.tables = StreamTableEnvironment.create(env);
  }

  StreamExecutionEnvironment env() {
    return env;
  }

  StreamTableEnvironment tables() {
    return tables;
  }

  /** Runs a statement that gives no rows worth reading, or only starts something. */
  TableResult run(String statement) {
    return tables.executeSql(statement);
  }

  /** All rows of a query, as texts, in the order they came. */
  List<Row> rows(String query) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> result = tables.executeSql(query).collect()) {
      result.forEachRemaining(rows::add);
    }
    return rows;
  }

  /** All rows of a query, as texts, sorted. */
  List<String> texts(String query) throws Exception {
    return rows(query).stream().map(Row::toString).sorted().toList();
  }

  /** The messages of a failure and of all that caused it. */
  static String messages(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    for (Throwable t = failure; t != null; t = t.getCause()) {
      messages.append(t.getMessage()).append('\n');
    }
    return messages.toString();
  }
}
