/**
 * The similarity index of one task: assets with their codes, searchable at once.
 *
 * <p>An index is an LSM of assets with vectors as fields. Changes go to one growing shard in
 * memory, with graphs that follow behind it; a full one is sealed into an immutable mapped file,
 * and such files are merged, both in the background. All shards stand behind the same {@link
 * io.flinkiscc.index.ShardView}. One thread writes; any number of threads read immutable {@link
 * io.flinkiscc.index.IndexSnapshot snapshots} without locks. Nothing here knows Flink or Kafka.
 */
package io.flinkiscc.index;
