package io.flinkiscc.serve;

import io.flinkiscc.state.ServedTask;
import java.io.Serializable;

/** Tells clients of a query service. */
@FunctionalInterface
public interface ServiceAnnouncer extends Serializable {

  /**
   * Announces a service that answers by now.
   *
   * @return takes the announcement back when it is closed, before the service stops answering
   * @throws Exception if it cannot be announced; the task fails with it
   */
  AutoCloseable announce(ServedTask task, ServiceAddress address) throws Exception;
}
