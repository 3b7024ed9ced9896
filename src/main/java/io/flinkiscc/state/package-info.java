/**
 * The index as checkpointed Flink state: the operator that holds one part of the index, and how
 * that part is written to and restored from checkpoints.
 *
 * <p>A checkpoint refers to what the last confirmed one has and holds only what is new: {@link
 * io.flinkiscc.state.LogPlan} and {@link io.flinkiscc.state.PackPlan} decide what that is, {@link
 * io.flinkiscc.state.CheckpointHistory} what may be referred to, {@link
 * io.flinkiscc.state.SnapshotWriter} writes it and {@link io.flinkiscc.state.IndexManifest} says
 * how it belongs together. {@link io.flinkiscc.state.IndexRestorer} reads it again, from local
 * files if there are any.
 *
 * <p>The few classes of the project that touch internals of Flink are all here: the operator, the
 * strategy with its writer, upload and local backup, and the restorer with the files of a handle.
 */
package io.flinkiscc.state;
