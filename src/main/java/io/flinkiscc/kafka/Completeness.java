package io.flinkiscc.kafka;

import java.util.Locale;

/**
 * How much of the index an answer covers. The order is part of the binary format: add at the end
 * only.
 */
public enum Completeness {
  /** Every live code was compared. */
  EXACT,
  /** Graphs were searched, which may miss neighbours. */
  APPROXIMATE,
  /** Some key groups did not answer. */
  PARTIAL;

  /** Returns the name in JSON, such as {@code exact}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
