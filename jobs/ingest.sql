-- Feeds an index from a Kafka topic, and lets it be asked while the job runs.
--
-- To change: the brokers, the topics, the realm (0 test, 1 operational), and the two directories,
-- which all machines of the cluster have to reach.
--
-- bin/sql-client.sh -j flink-iscc-job.jar -f ingest.sql

SET 'pipeline.name' = 'iscc-ingest-sql';
SET 'execution.checkpointing.interval' = '10 s';
SET 'execution.checkpointing.dir' = 'file:///tmp/flink-iscc/checkpoints';
SET 'execution.checkpointing.externalized-checkpoint-retention' = 'RETAIN_ON_CANCELLATION';

-- The ingest topic: the key is the ISCC-ID, the value an ingest record in JSON, which is handed on
-- as it is; no value deletes.
CREATE TEMPORARY TABLE ingest_topic (
  iscc_id STRING,
  record STRING,
  PRIMARY KEY (iscc_id) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = 'iscc-ingest',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.group.id' = 'iscc-ingest-sql',
  'key.format' = 'raw',
  'value.format' = 'raw',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- The index. Instead of records it takes their fields, from whatever source:
-- iscc_id STRING, iscc_code STRING, units ARRAY<STRING>, simprints STRING, metadata STRING,
-- seq BIGINT, event_time TIMESTAMP_LTZ(6), op STRING. What cannot be indexed goes to the dead
-- letters. Each task serves queries, to programs of the same machine unless 'service.host' says
-- otherwise, and tells the registry how it is reached.
CREATE TEMPORARY TABLE assets (
  iscc_id STRING,
  record STRING,
  PRIMARY KEY (iscc_id) NOT ENFORCED
) WITH (
  'connector' = 'iscc-index',
  'index.realm' = '0',
  'index.uid' = 'iscc-index',
  'service.enabled' = 'true',
  'service.registry' = 'file:///tmp/flink-iscc/registry',
  'dead-letter.topic' = 'iscc-dead-letters',
  'dead-letter.bootstrap-servers' = 'localhost:9092'
);

INSERT INTO assets SELECT iscc_id, record FROM ingest_topic WHERE iscc_id IS NOT NULL;
