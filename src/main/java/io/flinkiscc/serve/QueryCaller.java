package io.flinkiscc.serve;

import io.flinkiscc.serve.proto.Query;
import java.util.concurrent.CompletableFuture;

/** Asks a task one query. Any thread. */
@FunctionalInterface
interface QueryCaller {

  /**
   * Asks.
   *
   * @param nanos how long to wait
   * @return fails with {@link TaskFailure} only
   */
  CompletableFuture<TaskAnswer> search(Endpoint task, Query query, long nanos);
}
