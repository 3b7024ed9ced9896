package io.flinkiscc.cli;

import io.flinkiscc.state.ServedTask;
import io.flinkiscc.state.TaskServiceFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Starts the services of the index tasks of a job in this JVM, and shows their parts of the index
 * to whoever looks for them by name.
 *
 * @param name the name
 * @param service what is started
 */
record ServedHere(String name, TaskServiceFactory service) implements TaskServiceFactory {

  private static final long serialVersionUID = 1L;
  private static final Map<String, List<ServedTask>> ALL = new ConcurrentHashMap<>();

  /** The running tasks of a job. */
  static List<ServedTask> tasks(String name) {
    return ALL.computeIfAbsent(name, n -> new CopyOnWriteArrayList<>());
  }

  @Override
  public AutoCloseable start(ServedTask task) throws Exception {
    AutoCloseable started = service.start(task);
    tasks(name).add(task);
    return () -> {
      tasks(name).remove(task);
      started.close();
    };
  }
}
