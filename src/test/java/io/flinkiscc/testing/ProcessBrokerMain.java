package io.flinkiscc.testing;

/** Main class of the JVM that a {@link ProcessBroker} starts: Kafka's own, bound to its parent. */
final class ProcessBrokerMain {
  private static final int PARENT_ENDED = 3;

  private ProcessBrokerMain() {}

  /**
   * Runs the broker until it is killed or its parent ends.
   *
   * @param arguments process id of the parent, server.properties of the formatted node
   */
  public static void main(String[] arguments) {
    // Not by the end of stdin: an orderly stop closes that first and would become a halt.
    ProcessHandle.of(Long.parseLong(arguments[0]))
        .ifPresentOrElse(
            parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(PARENT_ENDED)),
            () -> Runtime.getRuntime().halt(PARENT_ENDED));
    kafka.Kafka.main(new String[] {arguments[1]});
  }
}
