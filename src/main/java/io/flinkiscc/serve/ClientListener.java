package io.flinkiscc.serve;

import io.flinkiscc.kafka.EnrichedRecord;

/**
 * Hears what an {@link IsccClient} does, for metrics. Called by any of its threads, which wait
 * meanwhile; must not throw.
 */
public interface ClientListener {

  /** Hears nothing. */
  ClientListener NONE = new ClientListener() {};

  /** A query was answered after so many nanoseconds. */
  default void answered(EnrichedRecord answer, long nanos) {}

  /** A query was refused because too many were open. */
  default void refused() {}

  /** A task answered a request after so many nanoseconds. */
  default void taskAnswered(Endpoint task, long nanos) {}

  /** A task did not answer a request. */
  default void taskFailed(Endpoint task, TaskFailure why) {}

  /** Parts of an answer are asked for again. */
  default void retried() {}

  /** A task was asked a second time because it took long. */
  default void hedged(Endpoint task) {}

  /** The registry was read and lists so many tasks of the index that have not expired. */
  default void registryRead(int tasks) {}

  /** The registry could not be read; what it said before is used. */
  default void registryFailed(Exception why) {}
}
