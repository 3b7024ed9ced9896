package io.flinkiscc.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables, modules and queries that cannot work are refused with what is wrong, before a job. */
class WrongTablesITCase {

  private static final String SINK =
      "iscc_id STRING, units ARRAY<STRING>, PRIMARY KEY (iscc_id) NOT ENFORCED";
  private static final String LOOKUP = "code STRING, iscc_id STRING";

  private SqlSession sql;

  @BeforeEach
  void openSession() {
    sql = new SqlSession();
  }

  private void table(String columns, String options) {
    sql.run(
        "CREATE TEMPORARY TABLE idx ("
            + columns
            + ") WITH ('connector' = 'iscc-index'"
            + (options.isEmpty() ? "" : ", " + options)
            + ")");
  }

  private void assertRefused(String query, String... parts) {
    assertThatThrownBy(() -> sql.tables().explainSql(query))
        .satisfies(e -> assertThat(SqlSession.messages(e)).contains(parts));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'index.uid' = 'x' | index.realm is missing",
        "'index.realm' = '2' | realm is 2",
        "'index.realm' = 'x' | index.realm",
        "'index.realm' = '0', 'index.reaml' = '0' | index.reaml",
        "'index.realm' = '0', 'index.unit-types' = 'TEXT' | index.unit-types: Unit type",
        "'index.realm' = '0', 'index.graph.threads' = '0' | graphThreads is 0",
        "'index.realm' = '0', 'index.max-parallelism' = '0' | maxParallelism is 0",
        "'index.realm' = '0', 'index.shard.max-bytes' = 'many' | index.shard.max-bytes",
        "'index.realm' = '0', 'match.threshold.meta' = '2' | match.threshold.meta is 2.0",
        "'index.realm' = '0', 'service.enabled' = 'true', 'service.port' = 'x' | service.port is",
        "'index.realm' = '0', 'service.registry' = 'x' | registry is",
        "'index.realm' = '0', 'service.tls.key' = 'x' | go together",
        "'index.realm' = '0', 'service.queue' = '0' | queue is 0",
        "'index.realm' = '0', 'dead-letter.topic' = 'x' | dead-letter.bootstrap-servers is missing",
        "'index.realm' = '0', 'dead-letter.bootstrap-servers' = 'x:1' | dead-letter.topic is missing"
      })
  void optionsOfASink(String options, String message) {
    table(SINK, options);
    assertRefused(
        "INSERT INTO idx VALUES ('a', ARRAY['b'])",
        "default_catalog.default_database.idx",
        message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "iscc_id STRING, units ARRAY<STRING> | PRIMARY KEY (iscc_id)",
        "id STRING, units ARRAY<STRING>, PRIMARY KEY (id) NOT ENFORCED | `id` STRING NOT NULL is unknown",
        "iscc_id STRING, PRIMARY KEY (iscc_id) NOT ENFORCED | nothing to index",
        "iscc_id BIGINT, units ARRAY<STRING>, PRIMARY KEY (iscc_id) NOT ENFORCED | of type STRING",
        "iscc_id STRING, units STRING, PRIMARY KEY (iscc_id) NOT ENFORCED | of type ARRAY<STRING>",
        "iscc_id STRING, units ARRAY<STRING>, seq STRING, PRIMARY KEY (iscc_id) NOT ENFORCED | BIGINT",
        "iscc_id STRING, record STRING, op STRING, PRIMARY KEY (iscc_id) NOT ENFORCED | iscc_id only",
        "iscc_id STRING, units ARRAY<STRING>, event_time TIMESTAMP(3), PRIMARY KEY (iscc_id) NOT ENFORCED | TIMESTAMP_LTZ or BIGINT",
        "iscc_id STRING, units ARRAY<STRING>, score DOUBLE, PRIMARY KEY (iscc_id) NOT ENFORCED | `score` DOUBLE is unknown"
      })
  void columnsOfASink(String columns, String message) {
    table(columns, "'index.realm' = '0'");
    String query = "INSERT INTO idx SELECT * FROM idx2";
    sql.run("CREATE TEMPORARY TABLE idx2 (" + columns + ") WITH ('connector' = 'datagen')");
    assertRefused(query, "default_catalog.default_database.idx", message);
  }

  @Test
  void aSinkInBatchMode() {
    TableEnvironment batch = TableEnvironment.create(EnvironmentSettings.inBatchMode());
    batch.executeSql(
        "CREATE TEMPORARY TABLE idx ("
            + SINK
            + ") WITH ('connector' = 'iscc-index', 'index.realm' = '0')");
    assertThatThrownBy(() -> batch.explainSql("INSERT INTO idx VALUES ('a', ARRAY['b'])"))
        .satisfies(e -> assertThat(SqlSession.messages(e)).contains("streaming mode only"));
  }

  private static final String JOIN =
      "SELECT * FROM (SELECT CAST('a' AS STRING) AS c, PROCTIME() AS pt) AS q JOIN idx FOR"
          + " SYSTEM_TIME AS OF q.pt ON q.c = idx.%s";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'mode' = 'service' | registry is missing",
        "'registry' = 'nowhere' | registry is",
        "'mode' = 'snapshot' | snapshot.path is missing",
        "'mode' = 'other' | mode",
        "'registry' = 'dir:/x', 'search.limit' = '0' | limit",
        "'registry' = 'dir:/x', 'search.threshold' = '1.5' | threshold",
        "'registry' = 'dir:/x', 'search.unit-types' = 'X' | unit_types",
        "'registry' = 'dir:/x', 'search.filter' = '{' | search.filter is no JSON",
        "'registry' = 'dir:/x', 'search.timeout' = '1 h' | timeout_ms",
        "'registry' = 'dir:/x', 'on-partial' = 'shrug' | on-partial",
        "'registry' = 'dir:/x', 'client.timeout' = '0 s' | timeout is",
        "'registry' = 'dir:/x', 'client.tls.key' = 'x' | give both or none",
        "'registry' = 'dir:/x', 'lookup.cache' = 'FULL' | NONE and PARTIAL",
        "'registry' = 'dir:/x', 'regsitry' = 'x' | regsitry"
      })
  void optionsOfALookup(String options, String message) {
    table(LOOKUP, options);
    assertRefused(JOIN.formatted("code"), "default_catalog.default_database.idx", message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "code STRING, iscc_id STRING, title STRING | code | `title` STRING is unknown",
        "code STRING, iscc_id STRING, score FLOAT | code | of type DOUBLE",
        "code STRING, relation STRING | relation | Nothing can be looked up",
        "code STRING, k INT | k | Nothing can be looked up"
      })
  void columnsOfALookup(String columns, String key, String message) {
    table(columns, "'registry' = 'dir:/x'");
    assertRefused(
        JOIN.formatted(key)
            .replace("'a' AS STRING", key.equals("k") ? "1 AS INT" : "'a' AS STRING"),
        message);
  }

  @Test
  void aVectorSearchWithAWrongOption() {
    table("vec ARRAY<DOUBLE>, iscc_id STRING", "'registry' = 'dir:/x'");
    sql.run("CREATE TEMPORARY TABLE q (v ARRAY<DOUBLE>) WITH ('connector' = 'datagen')");
    assertRefused(
        "SELECT iscc_id FROM q, LATERAL TABLE(VECTOR_SEARCH(TABLE idx, DESCRIPTOR(vec), q.v, 3,"
            + " MAP['search.threshold', '7']))",
        "VECTOR_SEARCH has a wrong option",
        "threshold");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'registry' = 'x' | registry is",
        "'registry' = 'dir:/x', 'limit' = '3' | has no option 'limit'",
        "'search.limit' = '3' | registry is missing"
      })
  void optionsOfTheModule(String options, String message) {
    assertThatThrownBy(() -> sql.run("LOAD MODULE iscc WITH (" + options + ")"))
        .satisfies(e -> assertThat(SqlSession.messages(e)).contains(message));
  }

  @Test
  void argumentsOfOtherTypes() {
    sql.run("LOAD MODULE iscc");
    assertRefused("SELECT iscc_decompose(1.5)", "iscc_decompose");
    assertRefused("SELECT iscc_nphd('a')", "iscc_nphd");
    assertRefused("SELECT * FROM LATERAL TABLE(iscc_search(TRUE, 'a'))", "iscc_search");
  }
}
