package io.flinkiscc.table;

import static io.flinkiscc.testing.SavedIndexes.id;
import static io.flinkiscc.testing.SavedIndexes.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flinkiscc.iscc.IsccCode;
import io.flinkiscc.iscc.IsccUnit;
import io.flinkiscc.iscc.UnitType;
import io.flinkiscc.kafka.RawRecord;
import io.flinkiscc.testing.GoldenData;
import io.flinkiscc.testing.SavedIndexes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All ways of asking in SQL, against snapshots: the same planner and runtime as in a cluster. */
class SnapshotSqlITCase {

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @TempDir static Path dir;

  private static String small;

  private SqlSession sql;

  @BeforeAll
  static void writeIndex() throws Exception {
    small = SavedIndexes.small(dir.resolve("small")).toString();
  }

  @BeforeEach
  void openSession() {
    sql = new SqlSession();
  }

  private void loadModule(String... more) {
    sql.run("LOAD MODULE iscc WITH (" + snapshot(small, more) + ")");
  }

  private static String snapshot(String path, String... more) {
    StringBuilder options =
        new StringBuilder("'mode' = 'snapshot', 'snapshot.path' = '").append(path).append("'");
    for (String option : more) {
      options.append(", ").append(option);
    }
    return options.toString();
  }

  /** A view of questions: codes with a processing time, as lookup joins want it. */
  private void questions(String... codes) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < codes.length; i++) {
      rows.add(Row.of(i, codes[i]));
    }
    sql.tables()
        .createTemporaryView(
            "asked",
            sql.tables()
                .fromDataStream(
                    sql.env()
                        .fromData(
                            Types.ROW_NAMED(new String[] {"n", "code"}, Types.INT, Types.STRING),
                            rows.toArray(Row[]::new)),
                    Schema.newBuilder()
                        .column("n", DataTypes.INT())
                        .column("code", DataTypes.STRING())
                        .columnByExpression("pt", "PROCTIME()")
                        .build()));
  }

  private void lookupTable(String columns, String... more) {
    sql.run(
        "CREATE TEMPORARY TABLE idx ("
            + columns
            + ") WITH ('connector' = 'iscc-index', "
            + snapshot(small, more)
            + ")");
  }

  @Test
  void aTableFunctionFindsTheNearest() throws Exception {
    loadModule();
    questions(unit(3), unit(9).toLowerCase(Locale.ROOT));
    assertThat(
            sql.texts(
                "SELECT n, iscc_id, score, relation, distances, metadata, status, completeness,"
                    + " reason FROM asked, LATERAL TABLE(iscc_search(code, 1))"))
        .containsExactly(
            "+I[0, "
                + id(3)
                + ", 0.63, weak, {CONTENT_TEXT_V0=+I[0, 64]}, {\"n\":3}, ok, exact, null]",
            "+I[1, "
                + id(9)
                + ", 0.63, weak, {CONTENT_TEXT_V0=+I[0, 64]}, {\"n\":9}, ok, exact, null]");
  }

  @Test
  void aTableFunctionTakesArraysDefaultsAndOptions() throws Exception {
    loadModule("'search.limit' = '2'", "'search.include-metadata' = 'false'");
    questions(unit(3));
    assertThat(sql.texts("SELECT metadata FROM asked, LATERAL TABLE(iscc_search(code))"))
        .containsExactly("+I[null]", "+I[null]");
    assertThat(sql.rows("SELECT s.* FROM asked, LATERAL TABLE(iscc_search(ARRAY[code], 3)) AS s"))
        .hasSize(3);
    assertThat(
            sql.texts(
                "SELECT iscc_id, types FROM asked, LATERAL TABLE(iscc_search(code, 5,"
                    + " '{\"threshold\":0.98}'))"))
        .containsExactlyInAnyOrder(
            "+I[" + id(2) + ", {CONTENT_TEXT_V0=0.984375}]",
            "+I[" + id(3) + ", {CONTENT_TEXT_V0=1.0}]",
            "+I[" + id(4) + ", {CONTENT_TEXT_V0=0.984375}]");
  }

  @Test
  void aTableFunctionAsksByIsccIdAndCode() throws Exception {
    loadModule();
    String code =
        IsccCode.compose(
                List.of(
                    IsccUnit.parse(unit(4)),
                    IsccUnit.of(UnitType.DATA_NONE_V0, new byte[8]),
                    IsccUnit.of(UnitType.INSTANCE_NONE_V0, new byte[8])))
            .canonical();
    questions(id(5), code, id(77));
    List<String> found =
        sql.texts("SELECT n, iscc_id, status FROM asked, LATERAL TABLE(iscc_search(code, 1))");
    assertThat(found).hasSize(2);
    assertThat(found.get(0)).startsWith("+I[0, ").endsWith("ok]").doesNotContain(id(5));
    assertThat(found.get(1)).isEqualTo("+I[1, " + id(4) + ", ok]");
  }

  @Test
  void whatIsNoQuestionIsMarkedAndFailsNothing() throws Exception {
    loadModule();
    questions(null, "", "ISCC:NOPE", unit(1), id(77));
    String query =
        "SELECT n, iscc_id, status, reason FROM asked LEFT JOIN"
            + " LATERAL TABLE(iscc_search(code, 1)) ON TRUE";
    List<String> found = sql.texts(query);
    assertThat(found).hasSize(3);
    assertThat(found.get(0)).startsWith("+I[1, null, invalid, invalid-iscc: ");
    assertThat(found.get(1)).startsWith("+I[2, null, invalid, invalid-iscc: ");
    assertThat(found.get(2)).isEqualTo("+I[3, " + id(1) + ", ok, null]");
    sql.run("UNLOAD MODULE iscc");
    loadModule("'search.mark-none' = 'true'");
    assertThat(sql.texts(query))
        .hasSize(5)
        .startsWith("+I[0, null, null, null]")
        .endsWith("+I[4, null, not_found, null]");
    sql.run("UNLOAD MODULE iscc");
    loadModule();
    assertThat(sql.texts("SELECT status, reason FROM asked, LATERAL TABLE(iscc_search(code, 0))"))
        .hasSize(4)
        .allMatch(row -> row.startsWith("+I[invalid, "))
        .anyMatch(row -> row.contains("limit"));
    assertThat(sql.texts("SELECT reason FROM asked, LATERAL TABLE(iscc_search(code, 1, '[1]'))"))
        .hasSize(4)
        .allMatch(row -> row.contains("no JSON object"));
    assertThat(
            sql.texts(
                "SELECT reason FROM asked, LATERAL TABLE(iscc_search(code, 1, '{\"iscc_id\":1}'))"))
        .hasSize(4)
        .allMatch(row -> row.contains("is an argument"));
  }

  @Test
  void functionsTakeTheirOptionsFromTheJob() throws Exception {
    sql.run(
        "CREATE TEMPORARY FUNCTION nearest AS 'io.flinkiscc.table.IsccSearchFunction' LANGUAGE"
            + " JAVA");
    questions(unit(2));
    String query = "SELECT iscc_id FROM asked, LATERAL TABLE(nearest(code, 1))";
    assertThatThrownBy(() -> sql.rows(query))
        .satisfies(
            e ->
                assertThat(SqlSession.messages(e))
                    .contains("registry")
                    .contains("pipeline.global-job-parameters"));
    sql.tables()
        .getConfig()
        .set(
            "pipeline.global-job-parameters",
            "iscc.mode:snapshot,iscc.snapshot.path:\"file://" + small + "\"");
    assertThat(sql.texts(query)).containsExactly("+I[" + id(2) + "]");
  }

  @Test
  void aScalarFunctionGivesTheGoldenAnswers() throws Exception {
    String golden = SavedIndexes.golden(dir.resolve("golden")).toString();
    sql.run("LOAD MODULE iscc WITH (" + snapshot(golden, "'match.scoring' = 'compatible'") + ")");
    List<String> queries = new ArrayList<>();
    for (RawRecord query : GoldenData.queries()) {
      queries.add(new String(query.value(), StandardCharsets.UTF_8));
    }
    questions(queries.toArray(String[]::new));
    List<String> answers = new ArrayList<>();
    for (Row row : sql.rows("SELECT iscc_query(code) FROM asked")) {
      answers.add((String) row.getField(0));
    }
    GoldenData.assertGolden(answers, "SQL");
  }

  @Test
  void aScalarFunctionRefusesWhatIsNoQuery() throws Exception {
    loadModule();
    questions(null, "{", "{\"units\":[]}", "{\"iscc_id\":\"" + id(1) + "\",\"limit\":1}");
    List<String> answers = sql.texts("SELECT n, iscc_query(code) FROM asked");
    assertThat(answers.get(0)).isEqualTo("+I[0, null]");
    assertThat(answers.get(1)).contains("\"status\":\"invalid\"").contains("malformed-json");
    assertThat(answers.get(2)).contains("\"status\":\"invalid\"");
    assertThat(answers.get(3)).contains("\"status\":\"ok\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/*+ LOOKUP('table'='idx', 'async'='false') */"})
  void aLookupJoinFindsTheNearest(String hint) throws Exception {
    lookupTable(
        "code STRING, iscc_id STRING, score DOUBLE, metadata STRING, status STRING",
        "'search.limit' = '1'");
    questions(unit(6), null, "nonsense");
    assertThat(
            sql.texts(
                "SELECT "
                    + hint
                    + " n, idx.code, idx.iscc_id, idx.metadata, idx.status FROM asked JOIN idx"
                    + " FOR SYSTEM_TIME AS OF asked.pt ON asked.code = idx.code"))
        .containsExactly(
            "+I[0, " + unit(6) + ", " + id(6) + ", {\"n\":6}, ok]",
            "+I[2, nonsense, null, null, invalid]");
  }

  @Test
  void aLookupJoinTakesUnitsAndANumber() throws Exception {
    lookupTable(
        "units ARRAY<STRING>, k INT, iscc_id STRING, distances MAP<STRING, ROW<hamming INT,"
            + " bits INT>>");
    questions(unit(6), "nonsense");
    assertThat(
            sql.rows(
                "SELECT n, idx.units, idx.iscc_id, idx.k FROM (SELECT *, ARRAY[code] AS us FROM"
                    + " asked) AS a JOIN idx FOR SYSTEM_TIME AS OF a.pt ON a.us = idx.units AND"
                    + " idx.k = 4"))
        .hasSize(4)
        .allMatch(row -> row.getField(0).equals(0) && row.getField(3).equals(4));
  }

  @Test
  void aLookupJoinByIsccIdGetsTheAsset() throws Exception {
    lookupTable(
        "iscc_id STRING, units ARRAY<STRING>, metadata STRING, score DOUBLE",
        "'lookup.cache' = 'PARTIAL'",
        "'lookup.partial-cache.max-rows' = '10'");
    questions(id(8), id(8), id(99), "nonsense");
    assertThat(
            sql.texts(
                "SELECT n, idx.iscc_id, idx.units, idx.metadata, idx.score FROM asked LEFT JOIN idx"
                    + " FOR SYSTEM_TIME AS OF asked.pt ON asked.code = idx.iscc_id"))
        .containsExactly(
            "+I[0, " + id(8) + ", [" + unit(8) + "], {\"n\":8}, null]",
            "+I[1, " + id(8) + ", [" + unit(8) + "], {\"n\":8}, null]",
            "+I[2, null, null, null, null]",
            "+I[3, null, null, null, null]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ", MAP['search.threshold', '0.98']", ", MAP['async', 'true']"})
  void aVectorSearchFindsTheNearest(String config) throws Exception {
    loadModule();
    lookupTable("vec ARRAY<DOUBLE>, iscc_id STRING, metadata STRING, status STRING");
    questions(unit(5), null);
    sql.run("CREATE TEMPORARY VIEW vectors AS SELECT n, iscc_to_vec(code) AS v FROM asked");
    assertThat(
            sql.texts(
                "SELECT n, iscc_id, metadata, score FROM vectors, LATERAL TABLE(VECTOR_SEARCH("
                    + "TABLE idx, DESCRIPTOR(vec), vectors.v, 1"
                    + config
                    + "))"))
        .containsExactly("+I[0, " + id(5) + ", {\"n\":5}, 0.63]");
  }

  @Test
  void aVectorThatIsNoneIsMarked() throws Exception {
    lookupTable("vec ARRAY<DOUBLE>, iscc_id STRING, status STRING, reason STRING");
    questions("x");
    sql.run(
        "CREATE TEMPORARY VIEW vectors AS SELECT n, ARRAY[CAST(1.5 AS DOUBLE)] AS v FROM asked");
    assertThat(
            sql.texts(
                "SELECT n, iscc_id, status, reason FROM vectors, LATERAL TABLE(VECTOR_SEARCH("
                    + "TABLE idx, DESCRIPTOR(vec), vectors.v, 1))"))
        .singleElement()
        .asString()
        .startsWith("+I[0, null, invalid, invalid-iscc: The vector has no meaning at element 1");
  }

  @Test
  void aSnapshotThatIsNotThereFailsTheJobWithItsName() {
    sql.run("LOAD MODULE iscc WITH (" + snapshot(dir + "/nothing") + ")");
    questions(unit(1));
    assertThatThrownBy(
            () -> sql.rows("SELECT iscc_id FROM asked, LATERAL TABLE(iscc_search(code))"))
        .satisfies(e -> assertThat(SqlSession.messages(e)).contains(dir + "/nothing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mark", "ignore", "fail"})
  void anIndexThatDoesNotRunIsToldAsTheOptionsSay(String shortfall) throws Exception {
    sql.run(
        "LOAD MODULE iscc WITH ('registry' = 'dir:"
            + dir.resolve("registry")
            + "', 'client.timeout' = '200 ms', 'on-partial' = '"
            + shortfall
            + "', 'on-failure' = '"
            + shortfall
            + "')");
    sql.tables().getConfig().set("table.exec.async-table.max-retries", "1");
    questions(unit(1));
    String query =
        "SELECT iscc_id, status, completeness FROM asked, LATERAL TABLE(iscc_search(code))";
    switch (shortfall) {
      case "mark" -> assertThat(sql.texts(query)).containsExactly("+I[null, timeout, partial]");
      case "ignore" -> assertThat(sql.texts(query)).isEmpty();
      default ->
          assertThatThrownBy(() -> sql.texts(query))
              .satisfies(
                  e ->
                      assertThat(SqlSession.messages(e)).containsAnyOf("on-partial", "on-failure"));
    }
  }

  @Test
  void scalarFunctionsAreThereWithoutOptions() throws Exception {
    sql.run("LOAD MODULE iscc");
    questions(unit(1), null, "nonsense");
    assertThat(
            sql.texts(
                "SELECT n, iscc_normalize(LOWER(code)), iscc_decompose(code), iscc_nphd(code, '"
                    + unit(9)
                    + "'), iscc_id_timestamp('"
                    + id(4096 * 1000)
                    + "') = TO_TIMESTAMP_LTZ(1, 3), iscc_to_vec(code) FROM asked"))
        .containsExactly(
            "+I[0, " + unit(1) + ", [" + unit(1) + "], 0.125, true, [514.0, 2.147483648E9, 0.0]]",
            "+I[1, null, null, null, true, null]",
            "+I[2, null, null, null, true, null]");
  }
}
