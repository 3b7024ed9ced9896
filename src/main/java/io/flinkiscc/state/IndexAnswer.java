package io.flinkiscc.state;

import io.flinkiscc.match.MatchPart;
import io.flinkiscc.query.KeyGroupPart;

/**
 * The answer of one index task.
 *
 * @param askId the asking it answers
 * @param firstKeyGroup first key group of the part of the index that was searched
 * @param lastKeyGroup last key group of that part
 * @param indexTimeMicros highest event time in that part, microseconds since 1970 UTC; 0 if empty
 * @param part what was found
 */
public record IndexAnswer(
    long askId, int firstKeyGroup, int lastKeyGroup, long indexTimeMicros, MatchPart part)
    implements KeyGroupPart {}
