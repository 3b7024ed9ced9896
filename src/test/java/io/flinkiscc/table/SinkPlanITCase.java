package io.flinkiscc.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Flink puts in front of an index. */
class SinkPlanITCase {

  private static String plan(String select) {
    SqlSession sql = new SqlSession();
    sql.run(
        "CREATE TEMPORARY TABLE topic (iscc_id STRING, record STRING, PRIMARY KEY (iscc_id) NOT"
            + " ENFORCED) WITH ('connector' = 'upsert-kafka', 'topic' = 't',"
            + " 'properties.bootstrap.servers' = 'localhost:1', 'key.format' = 'raw',"
            + " 'value.format' = 'raw', 'value.fields-include' = 'EXCEPT_KEY')");
    sql.run(
        "CREATE TEMPORARY TABLE idx (iscc_id STRING, record STRING, PRIMARY KEY (iscc_id) NOT"
            + " ENFORCED) WITH ('connector' = 'iscc-index', 'index.realm' = '0')");
    return sql.tables().explainSql("INSERT INTO idx " + select);
  }

  @Test
  void anUpsertTopicNeedsNoStateButTheIndex() {
    assertThat(plan("SELECT iscc_id, record FROM topic WHERE iscc_id IS NOT NULL"))
        .contains("Sink(table=[default_catalog.default_database.idx]")
        .doesNotContain("ChangelogNormalize", "upsertMaterialize");
  }
}
