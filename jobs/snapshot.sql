-- Asks the checkpoints of an index without a running job, and goes on with newer ones as they are
-- completed. A savepoint does too, without snapshot.follow.
--
-- To change: the directory with the checkpoints of the job.
--
-- bin/sql-client.sh -j flink-iscc-job.jar -f snapshot.sql

SET 'sql-client.execution.result-mode' = 'tableau';

LOAD MODULE iscc WITH (
  'mode' = 'snapshot',
  'snapshot.path' = 'file:///tmp/flink-iscc/checkpoints',
  'snapshot.follow' = '30 s'
);

-- What is similar to an asset.
SELECT s.iscc_id, s.score, s.relation, s.metadata, s.completeness
FROM (VALUES ('ISCC:MAIGHHCHWOG2BYAB')) AS t (iscc), LATERAL TABLE(iscc_search(t.iscc, 5)) AS s;

-- Whatever a query record can ask, and the whole answer, both in JSON.
SELECT iscc_query(query) AS answer
FROM (VALUES ('{"iscc_id":"ISCC:MAIGHHCHWOG2BYAB","limit":3,"exact":true}')) AS t (query);
