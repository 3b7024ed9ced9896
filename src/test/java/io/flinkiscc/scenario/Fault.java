package io.flinkiscc.scenario;

/** Something that happens to a running job. Its text says what. */
interface Fault {

  /**
   * Lets it happen, and waits until it has.
   *
   * @param run the running scenario
   */
  void strike(ScenarioRun run) throws Exception;

  /** Whether it changes the parallelism. */
  default boolean rescales() {
    return false;
  }
}
