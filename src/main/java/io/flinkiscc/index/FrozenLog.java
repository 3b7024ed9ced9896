package io.flinkiscc.index;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A log of a {@link FrozenIndex}: of a shard that is not sealed, or a piece of that of the
 * remembered deletes. It only ever grows, so what one frozen index has of it is the beginning of
 * what a later one has. Any thread.
 */
public final class FrozenLog {

  private final OperationLog.Frozen log;
  private final boolean deletes;

  FrozenLog(OperationLog.Frozen log, boolean deletes) {
    this.log = log;
    this.deletes = deletes;
  }

  /** Names the log, unlike any other of any index. */
  public String id() {
    return log.id();
  }

  /** Whether it is of the remembered deletes and not of a shard. */
  public boolean deletes() {
    return deletes;
  }

  /**
   * How many of its bytes say what the logs said that the index was restored from, as far as it
   * wanted them: who still has all of those may leave these out. Zero if nothing may be left out.
   */
  public long start() {
    return log.restored();
  }

  /** Bytes of the log. */
  public long length() {
    return log.length();
  }

  void write(long from, long to, OutputStream out) throws IOException {
    log.write(from, to, out);
  }
}
