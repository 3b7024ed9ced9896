package io.flinkiscc.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flinkiscc.kafka.QueryRecord;
import io.flinkiscc.serve.RegistryOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Asks the golden queries in SQL. */
final class GoldenSql {

  private static final String COLUMNS =
      "iscc_id, score, relation, types, distances, metadata, status, completeness";
  private static final ObjectMapper JSON = new ObjectMapper();

  private GoldenSql() {}

  /** The rows of every query that has any, as {@link #text}, in their order. */
  static Map<String, List<String>> ask(RegistryOptions registry) throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.executeSql("LOAD MODULE iscc WITH ('registry' = '" + registry.uri() + "')");
    List<Row> byCode = new ArrayList<>();
    List<Row> byUnits = new ArrayList<>();
    for (QueryRecord query : GoldenIndexJob.QUERIES) {
      JsonNode asked = JSON.readTree(query.queryJson());
      if (asked.has("units")) {
        List<String> units = new ArrayList<>();
        asked.get("units").forEach(unit -> units.add(unit.asText()));
        byUnits.add(Row.of(query.queryId(), units.toArray(String[]::new)));
      } else {
        String name = asked.has("iscc_id") ? "iscc_id" : "iscc_code";
        byCode.add(Row.of(query.queryId(), asked.get(name).asText()));
      }
    }
    Map<String, List<String>> answers = new TreeMap<>();
    ask(env, tables, "codes", Types.STRING, byCode, answers);
    ask(env, tables, "units", Types.OBJECT_ARRAY(Types.STRING), byUnits, answers);
    return answers;
  }

  private static void ask(
      StreamExecutionEnvironment env,
      StreamTableEnvironment tables,
      String view,
      TypeInformation<?> type,
      List<Row> questions,
      Map<String, List<String>> answers)
      throws Exception {
    tables.createTemporaryView(
        view,
        tables.fromDataStream(
            env.fromData(
                Types.ROW_NAMED(new String[] {"id", "asked"}, Types.STRING, type),
                questions.toArray(Row[]::new))));
    String query =
        "SELECT id, " + COLUMNS + " FROM " + view + ", LATERAL TABLE(iscc_search(asked, 10))";
    try (CloseableIterator<Row> rows = tables.executeSql(query).collect()) {
      while (rows.hasNext()) {
        Row row = rows.next();
        Object[] fields = new Object[row.getArity() - 1];
        Arrays.setAll(fields, i -> row.getField(i + 1));
        answers
            .computeIfAbsent((String) row.getField(0), id -> new ArrayList<>())
            .add(text(fields));
      }
    }
  }

  /** The text of the columns of a row. */
  static String text(Object... fields) {
    return Arrays.stream(fields)
        .map(field -> field instanceof Map<?, ?> map ? new TreeMap<>(map) : field)
        .map(Objects::toString)
        .collect(Collectors.joining("|"));
  }
}
