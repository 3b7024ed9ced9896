/**
 * The similarity index of one task: assets with their codes, searchable at once.
 *
 * <p>An index is an LSM of assets with vectors as fields: one growing {@code active} shard today's
 * changes go to, and the place for immutable sealed shards behind the same {@link
 * io.flinkiscc.index.ShardView}. One thread writes; any number of threads read immutable {@link
 * io.flinkiscc.index.IndexSnapshot snapshots} without locks. Nothing here knows Flink or Kafka.
 */
package io.flinkiscc.index;
