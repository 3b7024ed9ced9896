package io.flinkiscc.library;

import java.util.List;

/**
 * What {@code verify()} found.
 *
 * @param files number of files read
 * @param bytes bytes read
 * @param entries number of live entries looked at
 * @param problems what is wrong, in words; empty if nothing is
 */
public record VerifyReport(int files, long bytes, long entries, List<String> problems) {

  /** Copies the list. */
  public VerifyReport {
    problems = List.copyOf(problems);
  }

  /** Whether nothing is wrong. */
  public boolean isSound() {
    return problems.isEmpty();
  }
}
