package io.flinkiscc.index;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbered deletes of keys that are not live, kept for a while so that an older put that comes late
 * resurrects nothing. For one thread.
 */
final class RememberedDeletes {

  /** A delete: its seq and until when it counts, in milliseconds since 1970 UTC. */
  record Delete(int keyGroup, long seq, long untilMillis) {}

  private record Expiry(long key, long untilMillis) {}

  private final Map<Long, Delete> byKey = new HashMap<>();
  private final ArrayDeque<Expiry> expiries = new ArrayDeque<>();

  void put(long key, Delete delete) {
    byKey.put(key, delete);
    expiries.add(new Expiry(key, delete.untilMillis()));
  }

  /** The delete that still counts, or null. */
  Delete get(long key, long nowMillis) {
    Delete delete = byKey.get(key);
    return delete == null || delete.untilMillis() <= nowMillis ? null : delete;
  }

  void forget(long key) {
    byKey.remove(key);
  }

  /** Drops what no longer counts; cheap to call often. */
  void expire(long nowMillis) {
    while (!expiries.isEmpty() && expiries.peek().untilMillis() <= nowMillis) {
      Expiry expiry = expiries.poll();
      Delete delete = byKey.get(expiry.key());
      if (delete != null && delete.untilMillis() <= nowMillis) {
        byKey.remove(expiry.key());
      }
    }
  }

  Map<Long, Delete> all() {
    return byKey;
  }

  int size() {
    return byKey.size();
  }
}
