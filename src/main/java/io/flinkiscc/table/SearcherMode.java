package io.flinkiscc.table;

/** Where answers come from. */
enum SearcherMode {
  /** From the query services of running jobs, which a registry tells of. */
  SERVICE,
  /** From checkpoints or savepoints, without a running job. */
  SNAPSHOT
}
