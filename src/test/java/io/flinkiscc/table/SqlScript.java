package io.flinkiscc.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** A script of {@code jobs}, statement by statement, as the SQL client takes it apart. */
final class SqlScript {

  private static final Pattern SET = Pattern.compile("SET\\s+'([^']+)'\\s*=\\s*'([^']*)'");

  private final List<String> statements = new ArrayList<>();

  /**
   * Reads a script.
   *
   * @param replaced what stands in it for one machine, by what stands there for the test
   */
  SqlScript(String name, Map<String, String> replaced) throws IOException {
    String text = Files.readString(Path.of("jobs", name));
    for (Map.Entry<String, String> entry : replaced.entrySet()) {
      text = text.replace(entry.getKey(), entry.getValue());
    }
    String withoutComments = text.replaceAll("(?m)^--.*$", "");
    for (String statement : withoutComments.split(";\\s*(\\n|$)")) {
      if (!statement.isBlank()) {
        statements.add(statement.strip());
      }
    }
  }

  /**
   * Runs all statements.
   *
   * @param session where
   * @param started takes the jobs of INSERTs, which are running
   * @return the rows of each SELECT, as sorted texts
   */
  List<List<String>> run(SqlSession session, List<TableResult> started) throws Exception {
    List<List<String>> selected = new ArrayList<>();
    for (String statement : statements) {
      Matcher set = SET.matcher(statement);
      if (set.matches()) {
        session.tables().getConfig().set(set.group(1), set.group(2));
        continue;
      }
      TableResult result = session.run(statement);
      if (statement.startsWith("INSERT")) {
        started.add(result);
      } else if (statement.startsWith("SELECT")) {
        List<String> rows = new ArrayList<>();
        try (CloseableIterator<Row> found = result.collect()) {
          found.forEachRemaining(row -> rows.add(row.toString()));
        }
        selected.add(rows.stream().sorted().toList());
      }
    }
    return selected;
  }
}
