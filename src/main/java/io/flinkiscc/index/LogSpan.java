package io.flinkiscc.index;

import java.util.Objects;

/**
 * Which part of a log is to be replayed.
 *
 * @param id {@link FrozenLog#id} of the log
 * @param deletes whether it is of the remembered deletes
 * @param start the first byte
 * @param end the byte behind the last
 * @param clip the key groups whose records are to be replayed
 */
public record LogSpan(String id, boolean deletes, long start, long end, KeyGroups clip) {

  /** Checks the positions. */
  public LogSpan {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(clip, "clip");
    if (start < 0 || end < start) {
      throw new IllegalArgumentException(
          "span of log %s is %d..%d, allowed are ascending positions from 0 on"
              .formatted(id, start, end));
    }
  }
}
