package io.flinkiscc.state;

import io.flinkiscc.match.MatchQuery;

/**
 * A query on its way to one index task.
 *
 * @param askId tells the answers to one asking apart from all others
 * @param routeKey a key of the index task that shall answer
 * @param query what is asked
 */
public record IndexQuery(long askId, long routeKey, MatchQuery query) {}
