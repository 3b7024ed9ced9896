package io.flinkiscc.state;

/**
 * Where a file of a checkpoint is kept, which later checkpoints can refer to.
 *
 * @param id what the JobManager knows it by
 * @param bytes its length
 * @param merged whether it is a part of a file that holds several
 * @param inlined whether its bytes lie in the metadata of the checkpoint
 */
record RemoteFile(String id, long bytes, boolean merged, boolean inlined) {}
