-- Enriches a stream of ISCCs with similar assets of a running index (see ingest.sql), one row for
-- each, and writes them to a topic.
--
-- To change: the brokers, the topics and the registry of the index.
--
-- bin/sql-client.sh -j flink-iscc-job.jar -f enrich.sql

SET 'pipeline.name' = 'iscc-enrich-sql';
SET 'execution.checkpointing.interval' = '10 s';

-- Questions of one task that may be open at a time, and how long one may take with its retries.
SET 'table.exec.async-table.max-concurrent-operations' = '100';
SET 'table.exec.async-table.timeout' = '1 min';

LOAD MODULE iscc WITH (
  'registry' = 'file:///tmp/flink-iscc/registry',
  'index' = 'iscc-index'
);

CREATE TEMPORARY TABLE works (
  work_id STRING,
  iscc STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'works',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.group.id' = 'iscc-enrich-sql',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true'
);

CREATE TEMPORARY TABLE similar_works (
  work_id STRING,
  iscc_id STRING,
  score DOUBLE,
  relation STRING,
  distances MAP<STRING, ROW<hamming INT, bits INT>>,
  metadata STRING,
  status STRING,
  completeness STRING,
  reason STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'similar-works',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'json'
);

-- An ISCC may be an ISCC-CODE, a unit or an ISCC-ID in any spelling. Where the index could not say
-- all, status and completeness tell; a row without iscc_id has found nothing for that reason.
INSERT INTO similar_works
SELECT w.work_id, s.iscc_id, s.score, s.relation, s.distances, s.metadata,
       s.status, s.completeness, s.reason
FROM works AS w, LATERAL TABLE(iscc_search(w.iscc, 5, '{"threshold":0.8}')) AS s;
