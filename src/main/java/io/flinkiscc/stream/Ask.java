package io.flinkiscc.stream;

import io.flinkiscc.match.MatchQuery;

/**
 * One asking: the query as it came, and what the index tasks were asked for it.
 *
 * @param askId tells this asking apart from all others
 * @param askedAtMicros when it was sent out, microseconds since 1970 UTC
 * @param timeoutMillis how long to wait for all answers; 0 for as long as it takes
 * @param prepared the query
 * @param query what is asked, null if nobody is
 */
record Ask(
    long askId, long askedAtMicros, long timeoutMillis, PreparedQuery prepared, MatchQuery query) {}
