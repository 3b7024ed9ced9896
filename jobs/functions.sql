-- The functions over ISCCs, which need no index. What is no ISCC gives NULL.
--
-- Nothing to change.
--
-- bin/sql-client.sh -j flink-iscc-job.jar -f functions.sql

SET 'sql-client.execution.result-mode' = 'tableau';

LOAD MODULE iscc;

-- The canonical form of an ISCC in any spelling.
SELECT iscc_normalize(iscc) AS canonical
FROM (VALUES ('iscc:eaaSKDNZNYGUUF5A'), ('no iscc')) AS t (iscc);

-- The units of an ISCC-CODE, one row each.
SELECT unit
FROM (VALUES ('ISCC:KACYPXW445FTYNJ3CYSXHAFJMA2HUWULUNRFE3BLHRSCXYH2M5AEGQY')) AS t (iscc)
CROSS JOIN UNNEST(iscc_decompose(iscc)) AS u (unit);

-- The share of differing bits of two units, 0 for equal ones, over the length they have in common.
SELECT iscc_nphd(a, b) AS distance
FROM (VALUES
  ('ISCC:EAASKDNZNYGUUF5A', 'ISCC:EAASKDNZNYGUUF5A'),
  ('ISCC:EAASKDNZNYGUUF5A', 'ISCC:EAASKDNZNYGUUF5B'),
  ('ISCC:EAASKDNZNYGUUF5A', 'ISCC:GAASKDNZNYGUUF5A')) AS t (a, b);

-- When an ISCC-ID was given.
SELECT iscc_id_timestamp('ISCC:MAIGHHCHWOG2BYAB') AS declared;
