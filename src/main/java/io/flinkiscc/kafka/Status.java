package io.flinkiscc.kafka;

import java.util.Locale;

/** How a query went. The order is part of the binary format: add at the end only. */
public enum Status {
  /** Answered by the whole index, be it with no match. */
  OK,
  /** Answered, but a part of the index is missing. */
  PARTIAL,
  /** The asked ISCC-ID is not in the index. */
  NOT_FOUND,
  /** The query was refused. */
  INVALID,
  /** Nothing answered in time. */
  TIMEOUT;

  /** Returns the name in JSON, such as {@code not_found}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
