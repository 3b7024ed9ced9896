/**
 * The index as checkpointed Flink state: the operator that holds one part of the index, and how
 * that part is written to and restored from checkpoints.
 *
 * <p>{@link io.flinkiscc.state.IndexOperator} and {@link io.flinkiscc.state.IndexSnapshotStrategy}
 * are the only classes of the project that touch internals of Flink.
 */
package io.flinkiscc.state;
