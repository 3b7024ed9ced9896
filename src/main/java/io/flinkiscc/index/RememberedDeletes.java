package io.flinkiscc.index;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Numbered deletes of keys that are not live, kept for a while so that an older put that comes late
 * resurrects nothing. For one thread; only {@link #size} may be asked by any.
 */
final class RememberedDeletes {

  /** Heap of one: two map and queue nodes, two boxed keys, two records. */
  private static final long ENTRY_BYTES = 160;

  /** A delete: its seq and until when it counts, in milliseconds since 1970 UTC. */
  record Delete(int keyGroup, long seq, long untilMillis) {}

  private record Expiry(long key, long untilMillis) {}

  private final Map<Long, Delete> byKey = new HashMap<>();
  private final ArrayDeque<Expiry> expiries = new ArrayDeque<>();
  private final DeleteLog log;

  /** What other threads see of {@link #byKey}. */
  private volatile int size;

  /**
   * @param names gives names that no other log has
   */
  RememberedDeletes(Supplier<String> names) {
    log = new DeleteLog(names);
  }

  void put(long key, Delete delete) {
    byKey.put(key, delete);
    size = byKey.size();
    expiries.add(new Expiry(key, delete.untilMillis()));
    log.append(
        LogRecord.remember(delete.keyGroup(), delete.seq(), delete.untilMillis(), key),
        delete.untilMillis());
  }

  /** The delete that still counts, or null. */
  Delete get(long key, long nowMillis) {
    Delete delete = byKey.get(key);
    return delete == null || delete.untilMillis() <= nowMillis ? null : delete;
  }

  void forget(long key) {
    Delete forgotten = byKey.remove(key);
    if (forgotten != null) {
      size = byKey.size();
      log.append(LogRecord.forget(forgotten.keyGroup(), key), 0);
    }
  }

  /** Drops what no longer counts; cheap to call often. */
  void expire(long nowMillis) {
    while (!expiries.isEmpty() && expiries.peek().untilMillis() <= nowMillis) {
      Expiry expiry = expiries.poll();
      Delete delete = byKey.get(expiry.key());
      if (delete != null && delete.untilMillis() <= nowMillis) {
        byKey.remove(expiry.key());
        size = byKey.size();
      }
    }
    log.expire(nowMillis);
  }

  /** Number of deletes. Any thread. */
  int size() {
    return size;
  }

  /** The deletes as they are now, as log records. */
  List<OperationLog.Frozen> freeze() {
    return log.freeze();
  }

  /** Notes that everything up to here came from logs that were restored. */
  void markRestored() {
    log.markRestored();
  }

  long memoryBytes() {
    return byKey.size() * ENTRY_BYTES + log.memoryBytes();
  }
}
