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
 * <p>Without a job, {@link io.flinkiscc.state.IsccSnapshot} opens what jobs have written, {@link
 * io.flinkiscc.state.CheckpointReport} and {@link io.flinkiscc.state.CheckpointVerification} tell
 * what it is, and {@link io.flinkiscc.state.SavepointWriter} writes what a job can start from; by
 * the same classes as a task.
 *
 * <p>The few classes of the project that touch internals of Flink are all here: the operator, the
 * strategy with its writer, upload and local backup, the restorer with the files of a handle, and
 * what reads and writes metadata of checkpoints.
 */
package io.flinkiscc.state;
