package io.flinkiscc.serve;

import java.util.concurrent.ScheduledExecutorService;

/**
 * What all questions of a client share.
 *
 * @param listener hears what happens
 * @param watch whom to ask
 * @param caller asks them
 * @param backoff how long to wait before a retry
 * @param timer what is to happen later
 */
record ClientCore(
    ClientOptions options,
    ClientListener listener,
    EndpointWatch watch,
    QueryCaller caller,
    TaskCaller tasks,
    Backoff backoff,
    ScheduledExecutorService timer) {}
