package io.flinkiscc.state;

import java.io.Serializable;

/** Starts, in every task of an index, something that offers what the task holds to others. */
@FunctionalInterface
public interface TaskServiceFactory extends Serializable {

  /**
   * Starts the service of a task, which has restored its state by now.
   *
   * @param task what the service may use until it is closed
   * @return the service; closed before the index is, whether the task ends or fails
   * @throws Exception if it cannot be started; the task fails with it
   */
  AutoCloseable start(ServedTask task) throws Exception;
}
