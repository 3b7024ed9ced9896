/**
 * The DataStream API: put a similarity index into a Flink job and ask it.
 *
 * <p>{@link io.flinkiscc.stream.IsccIndex} builds the index from a stream of changes and answers a
 * stream of queries. {@link io.flinkiscc.stream.IngestRecords} and {@link
 * io.flinkiscc.stream.QueryRecords} make these streams from raw records, with dead letters for what
 * is no record.
 */
package io.flinkiscc.stream;
