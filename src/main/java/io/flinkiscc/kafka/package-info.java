/**
 * The records of the Kafka topics: what they hold, how their JSON is read and written, and the
 * sources and sinks that carry them.
 *
 * <p>Bytes come in as {@link io.flinkiscc.kafka.RawRecord}; an {@link
 * io.flinkiscc.kafka.IngestFormat} makes changes of the index of them, {@link
 * io.flinkiscc.kafka.QueryFormat} makes queries. What they refuse with a {@link
 * io.flinkiscc.kafka.RecordRejectedException} becomes a {@link io.flinkiscc.kafka.DeadLetter}; no
 * data makes a job fail. Answers are {@link io.flinkiscc.kafka.EnrichedRecord}s. The schemas of all
 * four records lie under {@code schemas/} on the class path.
 */
package io.flinkiscc.kafka;
