package io.flinkiscc.job;

import java.util.List;

/** A configuration is refused. Tells all that is wrong with it at once. */
public final class JobConfigException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  JobConfigException(List<String> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** What is wrong, one text for each option at fault. */
  public List<String> problems() {
    return problems;
  }

  private static String message(List<String> problems) {
    return "the configuration has "
        + (problems.size() == 1 ? "a problem" : problems.size() + " problems")
        + ":\n  - "
        + String.join("\n  - ", problems);
  }
}
