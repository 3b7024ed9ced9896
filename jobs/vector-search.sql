-- Asks a running index (see ingest.sql) by VECTOR_SEARCH, the way of Flink for vectors. Of binary
-- codes iscc_to_vec makes the vectors that it takes. What Flink 2.2 does not plan: an alias for
-- the call, a WHERE on its result, an expression instead of the column of the vectors.
--
-- To change: the brokers, the topic and the registry of the index.
--
-- bin/sql-client.sh -j flink-iscc-job.jar -f vector-search.sql

SET 'pipeline.name' = 'iscc-vector-search-sql';
SET 'sql-client.execution.result-mode' = 'tableau';
SET 'table.exec.async-vector-search.max-concurrent-operations' = '100';

LOAD MODULE iscc;

CREATE TEMPORARY TABLE works (
  work_id STRING,
  iscc STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'works',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.group.id' = 'iscc-vector-search-sql',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true'
);

CREATE TEMPORARY VIEW work_vectors AS
SELECT work_id, iscc_to_vec(iscc) AS work_vector FROM works;

CREATE TEMPORARY TABLE assets (
  codes ARRAY<DOUBLE>,
  iscc_id STRING,
  relation STRING,
  metadata STRING,
  status STRING
) WITH (
  'connector' = 'iscc-index',
  'registry' = 'file:///tmp/flink-iscc/registry',
  'index' = 'iscc-index'
);

SELECT work_id, iscc_id, score, relation, metadata
FROM work_vectors,
     LATERAL TABLE(VECTOR_SEARCH(
       TABLE assets, DESCRIPTOR(codes), work_vectors.work_vector, 3,
       MAP['async', 'true', 'search.threshold', '0.8']));
