package io.flinkiscc.state;

import io.flinkiscc.index.IndexSnapshot;

/**
 * The part of an index that a checkpoint holds.
 *
 * @param checkpointId the checkpoint; 0 before the first of a job that began without state
 * @param snapshot what it holds
 */
public record CommittedSnapshot(long checkpointId, IndexSnapshot snapshot) {}
