/**
 * The index in Flink SQL: the connector {@code iscc-index}, as a sink that feeds an index and as a
 * table to look up similar assets in, by lookup joins and {@code VECTOR_SEARCH}; and the module
 * {@code iscc} with functions over ISCCs and for asking an index.
 *
 * <p>Rows never fail a job: what is no ISCC gives NULL in scalar functions, an answer with status
 * {@code invalid} in searches, and a dead letter in the sink.
 */
package io.flinkiscc.table;
