/**
 * Between records and the index: what the parts of an index are asked for a {@link
 * io.flinkiscc.kafka.QueryRecord}, which of their answers may be put together, and the {@link
 * io.flinkiscc.kafka.EnrichedRecord} they make. Whichever way an index is asked, it is asked by
 * these rules, so that all answers are the same.
 */
package io.flinkiscc.query;
