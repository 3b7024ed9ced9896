package io.flinkiscc.serve;

import io.flinkiscc.match.MatchPart;
import io.flinkiscc.query.KeyGroupPart;

/**
 * What a task found.
 *
 * @param indexTimeMicros the latest event time it knows, microseconds since 1970; 0 if none
 * @param checkpointId the checkpoint it told of; 0 if that was not asked
 */
record AnsweredPart(Endpoint task, MatchPart part, long indexTimeMicros, long checkpointId)
    implements KeyGroupPart {

  @Override
  public int firstKeyGroup() {
    return task.firstKeyGroup();
  }

  @Override
  public int lastKeyGroup() {
    return task.lastKeyGroup();
  }
}
