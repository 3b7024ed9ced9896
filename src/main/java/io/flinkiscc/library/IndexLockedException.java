package io.flinkiscc.library;

import java.io.IOException;
import java.nio.file.Path;

/** Somebody else has an index open for writing. */
public final class IndexLockedException extends IOException {

  private static final long serialVersionUID = 1L;

  IndexLockedException(Path index, String holder) {
    super(
        "The index "
            + index
            + " is open for writing elsewhere ("
            + (holder.isEmpty() ? "unknown process" : holder)
            + "); close it there first, or open it read-only");
  }
}
