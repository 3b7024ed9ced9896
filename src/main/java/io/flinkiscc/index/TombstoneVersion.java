package io.flinkiscc.index;

import java.util.function.Supplier;

/**
 * Which bitmap of dead entries a checkpoint must hold for one sealed shard.
 *
 * <p>An entry that died by a record of a log which is still in the checkpoint dies again when the
 * log is replayed. Only when the log is dropped, because its shard was sealed or written anew, the
 * dead must be saved: then the version gets a new name, under which whatever is dead from then on
 * may be saved. Writer only.
 */
final class TombstoneVersion {

  private static final long NO_LOG = Long.MAX_VALUE;

  private String name;

  /** The first log that something died by which is not saved under the name. */
  private long firstLog;

  private long lastLog;

  private TombstoneVersion(String name, long firstLog, long lastLog) {
    this.name = name;
    this.firstLog = firstLog;
    this.lastLog = lastLog;
  }

  /**
   * Of a shard all of whose dead are saved.
   *
   * @param name name of the bitmap; null if none is needed
   */
  static TombstoneVersion saved(String name) {
    return new TombstoneVersion(name, NO_LOG, -1);
  }

  /** Of a shard whose dead died by records of logs of these numbers. */
  static TombstoneVersion unsaved(long firstLog, long lastLog) {
    return new TombstoneVersion(null, firstLog, lastLog);
  }

  /** Name of the bitmap that must be saved, unlike that of any other; null if none must. */
  String name() {
    return name;
  }

  /** Notes that an entry died by a record of a log. */
  void died(long log) {
    firstLog = Math.min(firstLog, log);
    lastLog = Math.max(lastLog, log);
  }

  /** Notes that the logs up to a number are in no later checkpoint. */
  void dropped(long log, Supplier<String> names) {
    if (firstLog <= log) {
      name = names.get();
      firstLog = lastLog > log ? log + 1 : NO_LOG;
    }
  }
}
