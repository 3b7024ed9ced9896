package io.flinkiscc.serve;

import io.flinkiscc.serve.proto.Answer;

/**
 * What a task said to one query.
 *
 * @param answer its answer
 * @param indexTimeMicros the latest event time it knows, microseconds since 1970; 0 if none
 * @param checkpointId the checkpoint it told of; 0 if that was not asked
 */
record TaskAnswer(Answer answer, long indexTimeMicros, long checkpointId) {}
