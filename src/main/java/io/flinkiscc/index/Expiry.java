package io.flinkiscc.index;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Removes assets whose event time has become too old. An asset that expires is deleted as by the
 * log: so whatever holds for deletes, in snapshots, checkpoints and after a rescale, holds for it.
 *
 * <p>The horizon moves in steps, and with each step only the shards that have something older are
 * looked through, one at a call, so that no call takes long. Writer only.
 */
final class Expiry {

  /** Steps in which the life of an asset passes, if they are not shorter than the least. */
  private static final int STEPS = 1000;

  private static final long LEAST_STEP_MICROS = 1_000_000;

  private static final long NEVER = Long.MIN_VALUE;

  /** Is told of a key with a seq that is not live any more because of its age. */
  interface Remembering {
    void remember(long key, int keyGroup, long seq);
  }

  private final Shards shards;
  private final EngineCounters counters;
  private final Remembering remembering;
  private final long retentionMicros;
  private final long stepMicros;

  /** What is older does not live: for what is written. */
  private long limit = NEVER;

  /** What is older is looked for: the limit in steps. */
  private long horizon = NEVER;

  /** What no live entry of a sealed shard is older than, as far as it was looked through. */
  private Map<ShardFile, Long> oldest = new HashMap<>();

  /** Shards to be looked through: files of sealed ones, or growing and full ones. */
  private final Deque<Object> due = new ArrayDeque<>();

  /** Keys of the expired entries of the last shard, and their key groups. */
  private LongColumn keys = new LongColumn();

  private IntColumn keyGroups = new IntColumn();
  private int found;
  private int removed;

  /**
   * @param retention how long an asset lives; zero for ever
   * @param remembering keeps an older record that comes late from bringing the asset back
   */
  Expiry(Shards shards, Duration retention, Remembering remembering) {
    this.remembering = remembering;
    this.shards = shards;
    this.counters = shards.counters();
    this.retentionMicros = retention.toMillis() * 1000;
    this.stepMicros = Math.max(LEAST_STEP_MICROS, retentionMicros / STEPS);
  }

  /** Whether assets expire at all. */
  boolean on() {
    return retentionMicros > 0;
  }

  /** Whether an asset of this event time, in microseconds since 1970 UTC, is too old to live. */
  boolean expired(long eventTimeMicros) {
    return eventTimeMicros < limit;
  }

  /** Lets the time of events be at least this, in microseconds since 1970 UTC. */
  void advance(long micros) {
    if (!on() || micros < NEVER + retentionMicros + stepMicros) {
      return;
    }
    limit = Math.max(limit, micros - retentionMicros);
    long reached = Math.floorDiv(micros - retentionMicros, stepMicros) * stepMicros;
    if (reached > horizon) {
      horizon = reached;
      plan();
    }
  }

  private void plan() {
    due.clear();
    ShardList list = shards.published().shards();
    Map<ShardFile, Long> known = new HashMap<>();
    for (SealedPart part : list.sealed()) {
      long least = oldest.getOrDefault(part.file(), part.shard().meta().eventTimes().min());
      known.put(part.file(), least);
      addIf(least < horizon, part.file());
    }
    oldest = known;
    list.waiting().forEach(w -> addIf(w.shard().oldestEventTime() < horizon, w.shard()));
    addIf(list.active().oldestEventTime() < horizon, list.active());
  }

  private void addIf(boolean hasOlder, Object shard) {
    if (hasOlder) {
      due.add(shard);
    }
  }

  /** Whether {@link #sweep} has something to do. */
  boolean behind() {
    return removed < found || !due.isEmpty();
  }

  /**
   * Goes on removing what has expired.
   *
   * @param most assets to remove at most
   */
  void sweep(int most) {
    if (removed == found && !due.isEmpty()) {
      search(due.poll());
    }
    for (int left = most; left > 0 && removed < found; left--) {
      long key = keys.get(removed);
      int keyGroup = keyGroups.get(removed);
      removed++;
      // It may have been replaced since it was found.
      LiveEntry entry = shards.find(key, keyGroup);
      if (entry != null) {
        removeIfExpired(key, keyGroup, entry);
      }
    }
  }

  /** Removes a live entry if it is too old; tells whether it did. */
  boolean removeIfExpired(long key, int keyGroup, LiveEntry entry) {
    // Without a limit every write would read the event time of the entry it replaces.
    if (limit == NEVER || !expired(entry.eventTimeMicros())) {
      return false;
    }
    long seq = entry.seq();
    shards.delete(key, keyGroup, seq, entry);
    remembering.remember(key, keyGroup, seq);
    counters.expired.increment();
    return true;
  }

  private void search(Object shard) {
    keys = new LongColumn();
    keyGroups = new IntColumn();
    found = 0;
    removed = 0;
    if (shard instanceof ActiveShard active) {
      active.oldestEventTime(search(active, active.entries()));
      return;
    }
    ShardFile file = (ShardFile) shard;
    for (SealedPart part : shards.published().shards().sealed()) {
      if (part.file() == file) {
        oldest.put(file, search(part, file.shard().size()));
        return;
      }
    }
    // It was written anew: what it held is in a shard that was not planned.
    plan();
  }

  /** Notes what has expired and returns the event time of the oldest that has not. */
  private long search(ShardEntries shard, int entries) {
    long least = Long.MAX_VALUE;
    for (int e = 0; e < entries; e++) {
      long time = shard.eventTimeMicros(e);
      if (time >= least && time >= horizon || !shard.live(e)) {
        continue;
      }
      if (time >= horizon) {
        least = time;
      } else {
        keys.append(shard.key(e));
        keyGroups.append(shard.keyGroup(e));
        found++;
      }
    }
    return least;
  }
}
