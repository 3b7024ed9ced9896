package io.flinkiscc.scenario;

/** Something that happens to a running job. Its text says what. */
interface Fault {

  /**
   * Lets it happen, and waits until it has.
   *
   * @param run the running scenario
   */
  void strike(ScenarioRun run) throws Exception;

  /** How many index tasks there are after it. */
  default int tasks(int before) {
    return before;
  }
}
