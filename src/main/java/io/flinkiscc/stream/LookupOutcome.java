package io.flinkiscc.stream;

import io.flinkiscc.kafka.EnrichedRecord;

/** How a lookup went. */
enum LookupOutcome {
  /** By the whole index, be it that the query is invalid or the asset unknown. */
  ANSWERED,
  /** By a part of it. */
  PARTIAL,
  /** By nobody. */
  UNREACHABLE;

  static LookupOutcome of(EnrichedRecord result) {
    return switch (result.status()) {
      case PARTIAL -> PARTIAL;
      case TIMEOUT -> UNREACHABLE;
      default -> ANSWERED;
    };
  }
}
