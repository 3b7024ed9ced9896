package io.flinkiscc.process;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/** Options of small clusters that notice at once when a process is gone. */
final class ClusterOptions {

  /** What Flink's own scripts open on Java 17. */
  static final List<String> OPENED =
      Stream.concat(
              Stream.of(
                      "java.base/sun.net.util",
                      "java.rmi/sun.rmi.registry",
                      "java.security.jgss/sun.security.krb5")
                  .map(p -> "--add-exports=" + p + "=ALL-UNNAMED"),
              Stream.of(
                      "lang",
                      "net",
                      "io",
                      "nio",
                      "lang.reflect",
                      "text",
                      "time",
                      "util",
                      "util.concurrent",
                      "util.concurrent.atomic",
                      "util.concurrent.locks")
                  .map(p -> "--add-opens=java.base/java." + p + "=ALL-UNNAMED"))
          .toList();

  private ClusterOptions() {}

  /**
   * All options of a cluster.
   *
   * @param ports two free ones
   * @param own options that are added or put in place of the usual ones
   */
  static Configuration of(int[] ports, Configuration own) {
    Map<String, String> usual = new LinkedHashMap<>();
    usual.put("jobmanager.rpc.address", "127.0.0.1");
    usual.put("jobmanager.rpc.port", Integer.toString(ports[0]));
    usual.put("jobmanager.bind-host", "127.0.0.1");
    usual.put("rest.address", "127.0.0.1");
    usual.put("rest.bind-address", "127.0.0.1");
    usual.put("rest.port", Integer.toString(ports[1]));
    usual.put("taskmanager.host", "127.0.0.1");
    usual.put("taskmanager.bind-host", "127.0.0.1");
    usual.put("taskmanager.numberOfTaskSlots", "2");
    usual.put("taskmanager.load-balance.mode", "SLOTS");
    usual.put("jobmanager.memory.heap.size", "192m");
    usual.put("jobmanager.memory.off-heap.size", "64m");
    usual.put("jobmanager.memory.jvm-metaspace.size", "160m");
    usual.put("taskmanager.memory.framework.heap.size", "64m");
    usual.put("taskmanager.memory.task.heap.size", "256m");
    usual.put("taskmanager.memory.managed.size", "64m");
    usual.put("taskmanager.memory.network.min", "48m");
    usual.put("taskmanager.memory.network.max", "48m");
    usual.put("taskmanager.memory.framework.off-heap.size", "96m");
    usual.put("taskmanager.memory.jvm-metaspace.size", "192m");
    // A process that is gone refuses connections and is noticed by that; one that merely waits for
    // a busy machine is not to be taken for dead.
    usual.put("heartbeat.interval", "300");
    usual.put("heartbeat.timeout", "20000");
    usual.put("heartbeat.rpc-failure-threshold", "2");
    usual.put("slot.request.timeout", "120000");
    usual.put("web.refresh-interval", "50");
    usual.put("rest.flamegraph.enabled", "false");
    // The JobManager may deploy to a dead process a few times before it drops it.
    usual.put("restart-strategy.type", "exponential-delay");
    usual.put("restart-strategy.exponential-delay.initial-backoff", "200 ms");
    usual.put("restart-strategy.exponential-delay.max-backoff", "1 s");
    usual.put("restart-strategy.exponential-delay.backoff-multiplier", "1.5");
    usual.put("restart-strategy.exponential-delay.jitter-factor", "0.1");
    Configuration all = Configuration.fromMap(usual);
    all.addAll(own);
    return all;
  }
}
