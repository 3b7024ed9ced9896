package io.flinkiscc.process;

/** What a task manager is to be in the middle of when it is killed. */
enum KillAim {
  /** Anything: after a random time. */
  INGEST,
  /** A checkpoint that was just triggered. */
  CHECKPOINT,
  /** Writing the file of a full shard. */
  ROTATION,
  /** Writing a file that several shards are merged into. */
  COMPACTION,
  /** Restoring what another one held that was killed just before. */
  RESTORE
}
