-- Enriches a stream of ISCCs with the most similar asset of a running index (see ingest.sql) by a
-- lookup join, for its hints and its cache. The key columns of the index are not equal in the
-- end, as a join says, but similar: enrich.sql does the same without that lie.
--
-- To change: the brokers, the topics and the registry of the index.
--
-- bin/sql-client.sh -j flink-iscc-job.jar -f lookup-join.sql

SET 'pipeline.name' = 'iscc-lookup-join-sql';
SET 'execution.checkpointing.interval' = '10 s';
SET 'table.exec.async-lookup.buffer-capacity' = '100';

CREATE TEMPORARY TABLE works (
  work_id STRING,
  iscc STRING,
  asked_at AS PROCTIME()
) WITH (
  'connector' = 'kafka',
  'topic' = 'works',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.group.id' = 'iscc-lookup-join-sql',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true'
);

-- code is what is searched by; iscc_code, units, or iscc_id (for that asset itself) would do too.
CREATE TEMPORARY TABLE assets (
  code STRING,
  iscc_id STRING,
  score DOUBLE,
  relation STRING,
  metadata STRING,
  status STRING
) WITH (
  'connector' = 'iscc-index',
  'registry' = 'file:///tmp/flink-iscc/registry',
  'index' = 'iscc-index',
  'search.limit' = '1',
  'lookup.cache' = 'PARTIAL',
  'lookup.partial-cache.max-rows' = '10000',
  'lookup.partial-cache.expire-after-write' = '1 min'
);

CREATE TEMPORARY TABLE most_similar (
  work_id STRING,
  iscc_id STRING,
  score DOUBLE,
  relation STRING,
  title STRING,
  status STRING
) WITH (
  'connector' = 'kafka',
  'topic' = 'most-similar',
  'properties.bootstrap.servers' = 'localhost:9092',
  'format' = 'json'
);

-- Without the hint the order of the works is kept, and nothing is asked twice. Works for which
-- nothing was found are asked again after a while: their like may come.
INSERT INTO most_similar
SELECT /*+ LOOKUP('table'='a', 'output-mode'='allow_unordered',
                  'retry-predicate'='lookup_miss', 'retry-strategy'='fixed_delay',
                  'fixed-delay'='1s', 'max-attempts'='3') */
       w.work_id, a.iscc_id, a.score, a.relation, JSON_VALUE(a.metadata, '$.name'), a.status
FROM works AS w
LEFT JOIN assets FOR SYSTEM_TIME AS OF w.asked_at AS a ON w.iscc = a.code;
